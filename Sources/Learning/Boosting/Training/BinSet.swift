/// Some of the 256 bins of a feature.
package struct BinSet: Sendable, Equatable, BitwiseCopyable {
  private var words = SIMD4<UInt64>()

  package init() {}

  package func contains(_ bin: UInt8) -> Bool { words[Int(bin >> 6)] >> UInt64(bin & 63) & 1 == 1 }

  package mutating func insert(_ bin: Int) { words[bin >> 6] |= 1 << UInt64(bin & 63) }
}
