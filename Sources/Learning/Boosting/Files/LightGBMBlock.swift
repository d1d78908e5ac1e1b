/// Lines of the form `key=value` from a text model of LightGBM's.
struct LightGBMBlock {
  /// What to call the block in errors.
  let name: String

  /// The values by key; a line without `=` has an empty one.
  private var values: [Substring: Substring] = [:]

  init(name: String) { self.name = name }

  /// Takes in one line.
  mutating func add(_ line: Substring) {
    let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    values[parts[0]] = parts.count > 1 ? parts[1] : ""
  }

  /// The text behind a key, or nil if there is no such line.
  func text(_ key: String) -> Substring? { values[key[...]] }

  /// The words behind a key, which blanks set apart; none if there is no such line.
  func words(_ key: String) -> [Substring] {
    (text(key) ?? "").utf8.split(separator: UInt8(ascii: " ")).map { Substring($0) }
  }

  /// The numbers behind a key.
  func numbers(_ key: String, count: Int) throws(ModelFileFault) -> [Double] {
    let words = words(key)
    guard words.count == count else {
      throw ModelFileFault("'\(key)' of \(name) has \(words.count) values, but should have \(count)")
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    for word in words {
      guard let number = Double(word) else {
        throw ModelFileFault("'\(key)' of \(name) holds '\(word.prefix(60))', but should hold numbers")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The numbers behind a key, or zeros if there are none.
  func numbersIfAny(_ key: String, count: Int) throws(ModelFileFault) -> [Double] {
    words(key).isEmpty ? Array(repeating: 0, count: count) : try numbers(key, count: count)
  }

  /// The whole numbers behind a key, all within a range.
  func integers(_ key: String, count: Int, in range: ClosedRange<Int>) throws(ModelFileFault) -> [Int] {
    var integers: [Int] = []
    for number in try numbers(key, count: count) {
      guard let integer = Int(exactly: number), range.contains(integer) else {
        throw ModelFileFault(
          "'\(key)' of \(name) holds \(number), but should hold whole numbers from \(range.lowerBound) to "
            + "\(range.upperBound)")
      }
      integers.append(integer)
    }
    return integers
  }

  /// The only whole number behind a key, or what it is without the line.
  func integer(_ key: String, in range: ClosedRange<Int>, absent: Int? = nil) throws(ModelFileFault) -> Int {
    if let absent, text(key) == nil { return absent }
    return try integers(key, count: 1, in: range)[0]
  }
}
