/// A place in a line of exposition text, and what can be read from there.
struct ExpositionCursor {
  /// What was not as it should be.
  struct Wrong: Error {
    var reason: String
  }

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Nil at the end.
  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skipBlanks() {
    // A carriage return before the line feed is read over as well.
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0D { position += 1 }
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// `[a-zA-Z_][a-zA-Z0-9_]*`, with colons in a metric's name.
  mutating func name(allowingColons: Bool) throws(Wrong) -> String {
    let start = position
    while let byte = next {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): break
      case UInt8(ascii: ":") where allowingColons: break
      case UInt8(ascii: "0")...UInt8(ascii: "9") where position > start: break
      default: return try named(start)
      }
      position += 1
    }
    return try named(start)
  }

  private func named(_ start: Int) throws(Wrong) -> String {
    guard position > start else { throw Wrong(reason: "expected a name at byte \(start + 1)") }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// `name="value"`
  mutating func label() throws(Wrong) -> SeriesLabels.Label {
    let name = try name(allowingColons: false)
    skipBlanks()
    guard skip("=") else { throw Wrong(reason: "expected '=' after the label's name '\(name)'") }
    skipBlanks()
    guard skip("\"") else { throw Wrong(reason: "expected '\"' before the value of '\(name)'") }
    let start = position
    var value: [UInt8]?
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        let raw = value ?? Array(bytes[start..<(position - 1)])
        guard let text = String(validating: raw, as: UTF8.self) else {
          throw Wrong(reason: "the value of '\(name)' is not UTF-8")
        }
        return SeriesLabels.Label(name, text)
      case UInt8(ascii: "\\"):
        guard let escaped = next else { break }
        position += 1
        if value == nil { value = Array(bytes[start..<(position - 2)]) }
        switch escaped {
        case UInt8(ascii: "n"): value?.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): value?.append(escaped)
        default: value? += [byte, escaped]
        }
      default: value?.append(byte)
      }
    }
    throw Wrong(reason: "the value of '\(name)' has no end")
  }

  /// A number as Go reads one: `NaN` and `+Inf` are numbers.
  mutating func number(_ what: String) throws(Wrong) -> Double {
    skipBlanks()
    let start = position
    while let byte = next, byte != 0x20, byte != 0x09, byte != 0x0D { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard !text.isEmpty else { throw Wrong(reason: "the \(what) is missing") }
    guard let number = Double(text) else { throw Wrong(reason: "the \(what) '\(text.prefix(40))' is no number") }
    return number
  }
}
