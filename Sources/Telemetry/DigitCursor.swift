/// A place in a cell, moved on by what it reads: enough for the fixed fields of a date.
struct DigitCursor {
  private var index = 0
  private let end: Int

  init(end: Int) { self.end = end }

  mutating func skipSpaces(_ bytes: borrowing Span<UInt8>) {
    while index < end, bytes[index] == UInt8(ascii: " ") { index += 1 }
  }

  /// Whether only blanks follow.
  mutating func isAtEnd(_ bytes: borrowing Span<UInt8>) -> Bool {
    let before = index
    skipSpaces(bytes)
    if index == end { return true }
    index = before
    return false
  }

  /// Moves past `character` if it comes next.
  mutating func take(_ character: Unicode.Scalar, in bytes: borrowing Span<UInt8>) -> Bool {
    guard index < end, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  /// Reads exactly `count` digits; stays where it was when there are fewer.
  mutating func digits(_ count: Int, in bytes: borrowing Span<UInt8>) -> Int? {
    guard index + count <= end else { return nil }
    var value = 0
    for offset in 0..<count {
      let byte = bytes[index + offset]
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    index += count
    return value
  }

  /// Reads the digits behind a decimal point as a fraction in 0..<1; digits past the 15th change nothing.
  mutating func fraction(in bytes: borrowing Span<UInt8>) -> Double? {
    var value = 0.0
    var scale = 1.0
    var count = 0
    while index < end, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") {
      if count < 15 {
        value = value * 10 + Double(bytes[index] - UInt8(ascii: "0"))
        scale *= 10
      }
      count += 1
      index += 1
    }
    return count > 0 ? value / scale : nil
  }
}
