/// A stream of random numbers that is the same on every machine: xoshiro256**, seeded by SplitMix64.
///
/// Every function in this type is written out here, down to the logarithm, in operations that IEEE 754
/// defines to the last bit. So a seed fixes not only the bits but the normal, exponential and Poisson numbers too,
/// whatever the platform's mathematics library. The state is 32 bytes; a copy continues the same stream.
///
/// It is fast and its period is 2²⁵⁶ - 1; it is not for secrets.
///
/// - SeeAlso: Blackman & Vigna, *Scrambled Linear Pseudorandom Number Generators*, ACM Transactions on
///   Mathematical Software 47(4), 2021, [doi:10.1145/3460772](https://doi.org/10.1145/3460772).
public struct RandomSource: RandomNumberGenerator, Sendable, Equatable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// Starts the stream of a seed; near seeds give unrelated streams.
  public init(seed: UInt64) {
    var spread = SplitMix64(seed: seed)
    self.init(state: (spread.next(), spread.next(), spread.next(), spread.next()))
  }

  /// Continues from a state.
  ///
  /// - Precondition: The state is not all zeros, of which only zeros would follow.
  package init(state: (UInt64, UInt64, UInt64, UInt64)) {
    precondition(state != (0, 0, 0, 0), "RandomSource: a state of zeros gives nothing but zeros")
    (s0, s1, s2, s3) = state
  }

  /// The state, for saving.
  package var state: (UInt64, UInt64, UInt64, UInt64) { (s0, s1, s2, s3) }

  /// The next 64 bits.
  ///
  /// - Complexity: O(1). Does not allocate.
  public mutating func next() -> UInt64 {
    let product = s1 &* 5
    let result = ((product << 7) | (product >> 57)) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 << 45) | (s3 >> 19)
    return result
  }

  /// A number in 0..<1, one of 2⁵³ equally likely and equally spaced ones.
  ///
  /// - Complexity: O(1). Does not allocate.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// An integer in 0..<n, each equally likely.
  ///
  /// The high half of a 128-bit product, with the few low halves refused that would favour some results.
  ///
  /// - Precondition: `n > 0`.
  /// - Complexity: O(1) on average. Does not allocate.
  /// - SeeAlso: Lemire, *Fast Random Integer Generation in an Interval*, ACM Transactions on Modeling and Computer
  ///   Simulation 29(1), 2019, [doi:10.1145/3230636](https://doi.org/10.1145/3230636).
  public mutating func integer(below n: Int) -> Int {
    precondition(n > 0, "RandomSource: there is no integer from 0 up to, but not including, \(n)")
    let range = UInt64(n)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let refused = (0 &- range) % range
      while product.low < refused {
        product = next().multipliedFullWidth(by: range)
      }
    }
    return Int(product.high)
  }

  /// Puts an array into random order, each order equally likely as far as the state allows (Fisher–Yates).
  ///
  /// - Complexity: O(N).
  public mutating func shuffle<T>(_ array: inout [T]) {
    for last in stride(from: array.count - 1, to: 0, by: -1) {
      array.swapAt(last, integer(below: last + 1))
    }
  }
}

extension RandomSource: Codable {
  /// Reads the state from a string of 64 hexadecimal digits.
  ///
  /// - Throws: `DecodingError.dataCorrupted` for any other string, and for a state of zeros.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = Array(try container.decode(String.self).utf8)
    let words = stride(from: 0, to: text.count, by: 16).compactMap { start in
      UInt64(String(decoding: text[start..<min(start + 16, text.count)], as: UTF8.self), radix: 16)
    }
    guard text.count == 64, words.count == 4, words.contains(where: { $0 != 0 }) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "The state of a random source is 64 hexadecimal digits that are not all zero.")
    }
    self.init(state: (words[0], words[1], words[2], words[3]))
  }

  /// Writes the state as a string of 64 hexadecimal digits, which every JSON reader keeps exactly.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    let text = [s0, s1, s2, s3].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    try container.encode(text.joined())
  }
}
