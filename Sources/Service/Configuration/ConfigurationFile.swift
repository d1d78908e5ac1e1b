import Foundation
import Yams

/// A YAML (or JSON) file as text with places.
enum ConfigurationFile {
  /// Larger ones are no configurations.
  private static let mostBytes = 4 << 20

  /// The mapping at the top of a file; nil, with a complaint, where there is none.
  static func read(_ path: String, _ findings: Findings) -> ConfigurationSection? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      findings.complain(path, "there is no such file, expected a YAML file; give the path of one")
      return nil
    }
    guard !isFolder.boolValue, let data = FileManager.default.contents(atPath: path) else {
      findings.complain(path, "it cannot be read, expected a YAML file; check its kind and permissions")
      return nil
    }
    guard data.count <= mostBytes, let text = String(validating: data, as: UTF8.self) else {
      findings.complain(
        path,
        "it is \(data.count) bytes that are no text in UTF-8, expected YAML of at most \(mostBytes) bytes; give "
          + "another file"
      )
      return nil
    }
    return parse(text, findings)
  }

  static func parse(_ text: String, _ findings: Findings) -> ConfigurationSection? {
    let node: Node
    do {
      node = try Yams.compose(yaml: text) ?? .mapping(Node.Mapping([]))
    } catch {
      let (mark, problem) = describe(error)
      findings.complain(mark.map { "\(findings.name):\($0.line):\($0.column)" } ?? findings.name, problem)
      return nil
    }
    let place = findings.place(node, or: findings.name)
    return ConfigurationSection(ConfigurationSection.Entry(path: "", place: place, node: node), findings)
  }

  private static func describe(_ error: any Error) -> (Mark?, String) {
    switch error {
    case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      (mark, "this is not YAML (\(problem)), expected 'key: value' lines; check indentation, colons and quotes")
    case YamlError.duplicatedKeysInMapping(let keys, let context):
      (
        context.mark,
        "\(keys.map { "'\($0)'" }.joined(separator: ", ")) stands here and again below, expected each key once; take "
          + "out all but one"
      )
    case YamlError.reader(let problem, _, _, _):
      (nil, "this is not YAML (\(problem)), expected text in UTF-8; save it as such")
    default: (nil, "this is not YAML, expected 'key: value' lines; check indentation, colons and quotes")
    }
  }
}
