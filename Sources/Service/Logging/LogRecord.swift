import Logging

/// One line of the log, before it is text.
struct LogRecord {
  var time: Double
  var level: Logger.Level
  var label: String
  var message: String
  /// The module that speaks; nil where that does not matter.
  var source: String?
  var metadata: Logger.Metadata
}

// MARK: JSON

extension LogRecord {
  /// Names of the fields that every line has.
  private static let own = ["ts", "level", "label", "message", "source"]

  /// An object on one line: `ts`, `level`, `label`, `message`, `source`, then the metadata by name. Metadata that bears
  /// one of those names gets an underscore behind it.
  var json: String {
    var fields = [
      ("ts", Self.quoted(LogTime.text(time))), ("level", Self.quoted(level.rawValue)), ("label", Self.quoted(label)),
      ("message", Self.quoted(LogRedaction.redacted(message))),
    ]
    if let source { fields.append(("source", Self.quoted(source))) }
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      fields.append((Self.own.contains(key) ? key + "_" : key, Self.json(value, of: key)))
    }
    return Self.object(fields)
  }

  private static func json(_ value: Logger.MetadataValue, of key: String) -> String {
    if LogRedaction.hides(key: key) { return quoted(LogRedaction.replacement) }
    switch value {
    case .string(let text): return quoted(LogRedaction.redacted(text))
    case .stringConvertible(let convertible):
      switch convertible {
      case let number as Int: return String(number)
      case let number as Int64: return String(number)
      case let number as Double where number.isFinite: return number.description
      case let flag as Bool: return String(flag)
      default: return quoted(LogRedaction.redacted(convertible.description))
      }
    case .array(let values): return "[" + values.map { json($0, of: key) }.joined(separator: ",") + "]"
    case .dictionary(let values):
      return object(values.sorted { $0.key < $1.key }.map { ($0.key, json($0.value, of: $0.key)) })
    }
  }

  private static func object(_ fields: [(String, String)]) -> String {
    "{" + fields.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for character in text.unicodeScalars {
      switch character {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\0"..<" ": result += "\\u00" + hex(character.value)
      default: result.unicodeScalars.append(character)
      }
    }
    return result + "\""
  }

  private static func hex(_ value: UInt32) -> String { (value < 16 ? "0" : "") + String(value, radix: 16) }
}

// MARK: Text

extension LogRecord {
  /// For a reader at a terminal: `2026-11-28T04:01:09.123Z info tidegate: message key=value`.
  var text: String {
    var line = "\(LogTime.text(time)) \(level.rawValue) \(label): \(Self.plain(LogRedaction.redacted(message)))"
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      line += " \(Self.plain(key))=\(Self.plain(Self.description(value, of: key)))"
    }
    if let source { line += " [\(source)]" }
    return line
  }

  private static func description(_ value: Logger.MetadataValue, of key: String) -> String {
    if LogRedaction.hides(key: key) { return LogRedaction.replacement }
    switch value {
    case .string(let text): return LogRedaction.redacted(text)
    case .stringConvertible(let convertible): return LogRedaction.redacted(convertible.description)
    case .array(let values): return "[" + values.map { description($0, of: key) }.joined(separator: ", ") + "]"
    case .dictionary(let values):
      let pairs = values.sorted { $0.key < $1.key }.map { "\($0.key): \(description($0.value, of: $0.key))" }
      return "[" + pairs.joined(separator: ", ") + "]"
    }
  }

  /// On one line, and without characters that a terminal would obey.
  private static func plain(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else { return text }
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\n": result += "\\n"
      case "\0"..<" ", "\u{7F}": result += " "
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
