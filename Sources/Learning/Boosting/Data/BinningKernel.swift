/// The inner loop that turns numbers into bins.
///
/// Unsafe pointers stay in this file and the one that calls it, which gives them their shapes.
enum BinningKernel {
  /// How many rows are binned column by column before the next ones, so that they stay in the first cache.
  static let blockRows = 256

  /// How long a table of cuts is: the cuts, then +∞.
  static let tableLength = 256

  private typealias Lanes = SIMD16<Int32>

  /// Bins one column of a block of rows, 16 at a time.
  ///
  /// - Parameters:
  ///   - values: The column's first value in the block; the next row's is `width` numbers on.
  ///   - count: How many rows the block has.
  ///   - table: The feature's cuts padded with +∞, shape `[256]`.
  ///   - bins: Receives the bins row by row, `stride` bytes apart.
  ///   - column: Receives the bins one behind the other.
  /// - Returns: Whether a value is missing.
  /// - Complexity: Eight comparisons a value, without branches. Does not allocate.
  static func assign(
    _ values: UnsafePointer<Float>, width: Int, count: Int, table: UnsafePointer<Float>,
    bins: UnsafeMutablePointer<UInt8>, stride: Int, column: UnsafeMutablePointer<UInt8>
  ) -> Bool {
    var hasMissing = false
    for first in Swift.stride(from: 0, to: count, by: 16) {
      let rows = Swift.min(16, count &- first)
      var value = SIMD16<Float>()
      if rows == 16 {
        for lane in 0..<16 { value[lane] = values[(first &+ lane) &* width] }
      } else {
        for lane in 0..<rows { value[lane] = values[(first &+ lane) &* width] }
      }
      var bin = Lanes(repeating: 0)
      var step: Int32 = 128
      while step > 0 {
        // A comparison is −1 or 0 as an integer; the loop over lanes becomes one gathering load.
        bin &-= unsafeBitCast(gather(table, bin &+ (step &- 1)) .< value, to: Lanes.self) &* step
        step >>= 1
      }
      let isMissing = unsafeBitCast(value .!= value, to: Lanes.self)
      let bytes = SIMD16<UInt8>(truncatingIfNeeded: bin | (isMissing & 255))
      hasMissing = hasMissing || isMissing != .zero
      if rows == 16 {
        UnsafeMutableRawPointer(column + first).storeBytes(of: bytes, as: SIMD16<UInt8>.self)
        for lane in 0..<16 { bins[(first &+ lane) &* stride] = bytes[lane] }
      } else {
        for lane in 0..<rows {
          column[first &+ lane] = bytes[lane]
          bins[(first &+ lane) &* stride] = bytes[lane]
        }
      }
    }
    return hasMissing
  }

  @inline(__always)
  private static func gather(_ table: UnsafePointer<Float>, _ places: Lanes) -> SIMD16<Float> {
    var values = SIMD16<Float>()
    for lane in 0..<16 { values[lane] = table[Int(places[lane])] }
    return values
  }
}
