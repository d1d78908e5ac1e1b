/// A small generator that spreads one seed over the state of a larger one.
///
/// - SeeAlso: Steele, Lea & Flood, *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014,
///   [doi:10.1145/2660193.2660195](https://doi.org/10.1145/2660193.2660195).
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts the sequence of a seed.
  package init(seed: UInt64) {
    state = seed
  }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
