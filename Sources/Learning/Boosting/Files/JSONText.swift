import Foundation

/// A piece of JSON that is written out; Foundation's encoder writes 1.0 as `1`, which XGBoost 1.7 takes for no `float`.
struct JSONText {
  let json: String

  private init(_ json: String) { self.json = json }

  /// An object, its fields in the order of their names so that equal objects give equal text.
  static func object(_ fields: [String: JSONText]) -> JSONText {
    let sorted = fields.sorted { $0.key < $1.key }
    return JSONText("{" + sorted.map { "\(text($0.key).json):\($0.value.json)" }.joined(separator: ",") + "}")
  }

  /// An object whose values are all text, which is how XGBoost writes parameters.
  static func parameters(_ fields: [String: String]) -> JSONText { object(fields.mapValues { text($0) }) }

  static func array(_ elements: [JSONText]) -> JSONText {
    JSONText("[" + elements.map(\.json).joined(separator: ",") + "]")
  }

  static func integers(_ values: [Int]) -> JSONText { array(values.map { JSONText("\($0)") }) }

  /// Numbers by the fewest digits that read back exactly.
  ///
  /// - Precondition: They are finite.
  static func floats(_ values: [Float]) -> JSONText {
    precondition(values.allSatisfy(\.isFinite), "JSONText: JSON has no word for what is not finite")
    return array(values.map { JSONText("\($0)") })
  }

  static func integer(_ value: Int) -> JSONText { JSONText("\(value)") }

  static func text(_ value: String) -> JSONText {
    var json = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"", "\\": json += "\\\(scalar)"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: json.unicodeScalars.append(scalar)
      }
    }
    return JSONText(json + "\"")
  }
}
