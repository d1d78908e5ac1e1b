/// Sets of categories, one for each split by categories, as bits.
///
/// A category is a whole number from 0; a value's category is the value without its fraction.
package struct CategorySets: Sendable, Equatable {
  /// The largest category that there may be.
  package static let largestCategory = (1 << 24) - 1

  /// The bits of all sets: bit `c % 32` of a set's word `c / 32` says whether it holds category c.
  package private(set) var words: [UInt32] = []

  /// Where each set's words begin, and behind the last one where they end, shape `[sets + 1]`.
  package private(set) var starts: [Int] = [0]

  /// How many sets there are.
  package var count: Int { starts.count - 1 }

  package init() {}

  /// Adds a set and returns its number.
  ///
  /// - Precondition: Every category lies from 0 to ``largestCategory``.
  package mutating func append(_ categories: some Sequence<Int>) -> Int {
    let start = words.count
    for category in categories {
      precondition(
        (0...Self.largestCategory).contains(category), "CategorySets: \(category) cannot be a category")
      let word = start + category / 32
      if word >= words.count { words.append(contentsOf: repeatElement(0, count: word + 1 - words.count)) }
      words[word] |= 1 << UInt32(category % 32)
    }
    starts.append(words.count)
    return count - 1
  }

  /// The category of a value: the number without its fraction; nil for what is none.
  package static func category(_ value: Float) -> Int? {
    // A comparison that NaN and infinity fail as well.
    value >= 0 && value <= Float(largestCategory) ? Int(value) : nil
  }

  /// Whether a set holds the category of a value; false for what is no category.
  package func contains(_ value: Float, set: Int) -> Bool {
    guard let category = Self.category(value) else { return false }
    let word = starts[set] + category / 32
    return word < starts[set + 1] && words[word] >> UInt32(category % 32) & 1 == 1
  }

  /// The categories of a set, ascending.
  package func categories(of set: Int) -> [Int] {
    (starts[set]..<starts[set + 1]).flatMap { word in
      (0..<32).filter { words[word] >> UInt32($0) & 1 == 1 }.map { (word - starts[set]) * 32 + $0 }
    }
  }

  /// Drops all but the first sets.
  mutating func keepFirst(_ count: Int) {
    words.removeLast(words.count - starts[count])
    starts.removeLast(self.count - count)
  }
}
