/// What a cell says when it is read as a number.
enum NumberText: Equatable {
  case number(Double)
  case missing
  case infinite
  case text
}

extension NumberText {
  /// Reads a decimal number exactly rounded; empty cells, `NaN` and `null` are missing, in any case of letters.
  ///
  /// Short numbers take the fast path of Clinger: a whole number below 2⁵³ times or over a power of ten up to 10²² is one
  /// correctly rounded operation. The rest goes to the standard library, which rounds exactly whatever the locale.
  ///
  /// - SeeAlso: Clinger, *How to Read Floating Point Numbers Accurately*, PLDI 1990,
  ///   [doi:10.1145/93542.93557](https://doi.org/10.1145/93542.93557).
  init(_ bytes: borrowing Span<UInt8>) {
    var index = 0
    var end = bytes.count
    while index < end, Self.isSpace(bytes[index]) { index += 1 }
    while end > index, Self.isSpace(bytes[end - 1]) { end -= 1 }
    guard index < end else {
      self = .missing
      return
    }
    let start = index
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }

    var mantissa: UInt64 = 0
    var digits = 0
    var fraction = 0
    var sawPoint = false
    var mantissaDigits = 0
    scan: while index < end {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        if mantissaDigits < 19 {
          mantissa = mantissa &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
        }
        // Leading zeros do not use up the 19 digits that a UInt64 holds.
        if mantissa != 0 { mantissaDigits += 1 }
        if sawPoint { fraction += 1 }
      case UInt8(ascii: "."):
        if sawPoint { break scan }
        sawPoint = true
      default: break scan
      }
      index += 1
    }
    guard digits > 0 else {
      self = Self.word(bytes, from: start, to: end)
      return
    }
    var exponent = 0
    if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
      guard let (value, after) = Self.exponent(bytes, from: index + 1, to: end) else {
        self = .text
        return
      }
      exponent = value
      index = after
    }
    guard index == end else {
      self = .text
      return
    }
    let scale = exponent - fraction
    if mantissaDigits <= 19, mantissa <= 1 << 53, scale >= -22, scale <= 22 {
      let magnitude = Double(mantissa)
      let value = scale < 0 ? magnitude / Self.powersOfTen[-scale] : magnitude * Self.powersOfTen[scale]
      self = .number(isNegative ? -value : value)
      return
    }
    self = Self.slow(bytes, from: start, to: end)
  }

  /// Reads `[+-]digits` behind an `e`; absurdly long exponents are clamped, which the slow path answers with 0 or infinity.
  private static func exponent(
    _ bytes: borrowing Span<UInt8>, from first: Int, to end: Int
  ) -> (value: Int, after: Int)? {
    var index = first
    var isNegative = false
    if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      isNegative = bytes[index] == UInt8(ascii: "-")
      index += 1
    }
    let firstDigit = index
    var value = 0
    while index < end, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") {
      value = Swift.min(value * 10 + Int(bytes[index] - UInt8(ascii: "0")), 1_000_000)
      index += 1
    }
    return index > firstDigit ? (isNegative ? -value : value, index) : nil
  }

  private static func slow(_ bytes: borrowing Span<UInt8>, from start: Int, to end: Int) -> NumberText {
    let text = bytes.extracting(start..<end).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    guard let value = Double(text) else { return .text }
    return value.isFinite ? .number(value) : .infinite
  }

  private static func word(_ bytes: borrowing Span<UInt8>, from start: Int, to end: Int) -> NumberText {
    guard end - start <= 9 else { return .text }
    let text = bytes.extracting(start..<end).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
      .lowercased()
    switch text.first == "-" || text.first == "+" ? String(text.dropFirst()) : text {
    case "nan": return .missing
    case "null": return text == "null" ? .missing : .text
    case "inf", "infinity": return .infinite
    default: return .text
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  /// 10⁰ … 10²², all exact in a Double.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]
}
