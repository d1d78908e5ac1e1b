import Foundation
import Simulation

/// A scenario by name, or from a file: JSON for one service, YAML for a platform.
enum ScenarioFile {
  /// The platform of that name or YAML file; nil when it is something else.
  static func platform(_ nameOrPath: String) throws -> PlatformScenario? {
    if let shipped = try PlatformScenario.shipped(nameOrPath) { return shipped }
    guard nameOrPath.hasSuffix(".yaml") || nameOrPath.hasSuffix(".yml") else { return nil }
    guard FileManager.default.fileExists(atPath: nameOrPath) else {
      throw SimulationError.unknownScenario(nameOrPath, known: names)
    }
    let data = try Data(contentsOf: URL(fileURLWithPath: nameOrPath))
    guard let text = String(data: data, encoding: .utf8) else {
      throw SimulationError.file(path: nameOrPath, reason: "is no text in UTF-8")
    }
    return try PlatformScenario(yaml: text, file: nameOrPath)
  }

  /// Every name that `--scenario` takes.
  static var names: [String] { Scenario.shipped.map(\.name) + PlatformScenario.shippedNames }

  /// A line for each, as `simulate --list` prints them.
  static func list() throws -> String {
    let services = Scenario.shipped.map { ($0.name, "one service: \($0.patterns.map(\.kind).joined(separator: ", "))") }
    let platforms = try PlatformScenario.shippedNames.map { ($0, try PlatformScenario.shipped($0)?.summary ?? "") }
    let width = names.map(\.count).max() ?? 0
    return (services + platforms).map { name, summary in
      name + String(repeating: " ", count: width - name.count + 2) + summary + "\n"
    }.joined()
  }

  static func read(_ nameOrPath: String) throws -> Scenario {
    if let shipped = Scenario.shipped.first(where: { $0.name == nameOrPath }) { return shipped }
    guard FileManager.default.fileExists(atPath: nameOrPath) else {
      throw SimulationError.unknownScenario(nameOrPath, known: names)
    }
    let data = try Data(contentsOf: URL(fileURLWithPath: nameOrPath))
    do {
      return try JSONDecoder().decode(Scenario.self, from: data).validated()
    } catch let error as DecodingError {
      throw SimulationError.file(path: nameOrPath, reason: error.sentence)
    }
  }
}

extension DecodingError {
  /// What was found where, in one sentence.
  var sentence: String {
    func path(_ context: Context) -> String {
      let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
      return path.isEmpty ? "the object" : "'\(path)'"
    }
    return switch self {
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      "\(path(context)) is not of type \("\(type)".hasPrefix("Dictionary") ? "object" : "\(type)")"
    case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
    case .dataCorrupted(let context): "\(path(context)) cannot be read: \(context.debugDescription)"
    @unknown default: "\(self)"
    }
  }
}
