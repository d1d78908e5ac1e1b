import Foundation
import Simulation

/// A scenario by name, or from a JSON file.
enum ScenarioFile {
  static func read(_ nameOrPath: String) throws -> Scenario {
    if let shipped = Scenario.shipped.first(where: { $0.name == nameOrPath }) { return shipped }
    guard FileManager.default.fileExists(atPath: nameOrPath) else {
      throw SimulationError.unknownScenario(nameOrPath, known: Scenario.shipped.map(\.name))
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
