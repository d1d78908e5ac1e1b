/// The inner loop of the search for a split: eight bins at a time, no division but one for each lane at the end.
struct SplitKernel {
  /// The packed layout's shift.
  let shift: Int64
  /// λ in fixed point.
  let penalty: Double
  /// The leaf's weight plus 2λ, in fixed point.
  let weight: Double
  /// The leaf's gradient over that.
  let mean: Double
  /// The least and the largest weight of the left child.
  let minWeight: Int64
  let maxWeight: Int64

  /// Sums of a feature's cells from the first bin on.
  ///
  /// - Parameters:
  ///   - count: How many bins; cells up to the next multiple of 8 are read and written as well.
  static func prefixSums(
    _ cells: UnsafePointer<Int64>, count: Int, into sums: UnsafeMutablePointer<Int64>
  ) {
    var sum: Int64 = 0
    for bin in 0..<Swift.min(255, (count + 7) / 8 * 8) {
      sum &+= cells[bin]
      sums[bin] = sum
    }
    sums[255] = sum
  }

  /// The best split of a feature: the last bin on the left, whether missing values go left as well, and how good it is; a
  /// negative quotient where every child would be too small.
  ///
  /// - Parameters:
  ///   - sums: Packed sums up to each bin.
  ///   - count: How many bins.
  ///   - missing: The packed sum of the missing rows; where it is not 0, both ways are tried side by side.
  /// - Complexity: O(count). Does not allocate.
  func best(
    _ sums: UnsafePointer<Int64>, count: Int, missing: Int64
  ) -> (bin: Int, sendsMissingLeft: Bool, quotient: Double) {
    let raw = UnsafeRawPointer(sums)
    var (right, left) = (Candidates(), Candidates())
    var bin = Lanes(0, 1, 2, 3, 4, 5, 6, 7)
    // The best of each lane stay in registers: the loops change local copies only.
    var (numerators, denominators, bins) = (right.numerators, right.denominators, right.bins)
    var (otherNumerators, otherDenominators, otherBins) = (left.numerators, left.denominators, left.bins)
    for first in stride(from: 0, to: count, by: 8) {
      let sum = raw.loadUnaligned(fromByteOffset: first &* 8, as: Lanes.self)
      let (numerator, denominator, isAllowed) = fraction(sum)
      let better = (numerator * denominators .> numerators * denominator) .& isAllowed
      numerators.replace(with: numerator, where: better)
      denominators.replace(with: denominator, where: better)
      bins.replace(with: bin, where: better)
      if missing != 0 {
        let (numerator, denominator, isAllowed) = fraction(sum &+ missing)
        let better = (numerator * otherDenominators .> otherNumerators * denominator) .& isAllowed
        otherNumerators.replace(with: numerator, where: better)
        otherDenominators.replace(with: denominator, where: better)
        otherBins.replace(with: bin, where: better)
      }
      bin &+= 8
    }
    right = Candidates(numerators: numerators, denominators: denominators, bins: bins)
    left = Candidates(numerators: otherNumerators, denominators: otherDenominators, bins: otherBins)
    var (best, other) = (right.best, left.best)
    // Lanes behind the last bin repeat it, and may win by a rounding.
    best.bin = Swift.min(best.bin, count - 1)
    other.bin = Swift.min(other.bin, count - 1)
    return other.quotient > best.quotient ? (other.bin, true, other.quotient) : (best.bin, false, best.quotient)
  }

  private typealias Lanes = SIMD8<Int64>

  /// The best split of each lane, as fractions, so that comparing needs no division.
  private struct Candidates {
    var numerators = SIMD8<Double>(repeating: -1)
    var denominators = SIMD8<Double>(repeating: 1)
    var bins = Lanes(repeating: 0)

    /// The best of the lanes, of equals the lowest bin.
    var best: (bin: Int, quotient: Double) {
      let quotients = numerators / denominators
      var found = 0
      for lane in 1..<8
      where quotients[lane] > quotients[found] || (quotients[lane] == quotients[found] && bins[lane] < bins[found]) {
        found = lane
      }
      return (Int(bins[found]), quotients[found])
    }
  }

  /// How good it is to end the left child after each of eight bins, as a fraction, and whether both children are large
  /// enough.
  @inline(__always)
  private func fraction(_ left: Lanes) -> (SIMD8<Double>, SIMD8<Double>, SIMDMask<Lanes>) {
    let counted = left & Lanes(repeating: (1 &<< shift) &- 1)
    let h = Self.double(counted) + penalty
    let deviation = Self.double(left &>> Lanes(repeating: shift)) - mean * h
    let isAllowed = (counted .>= Lanes(repeating: minWeight)) .& (counted .<= Lanes(repeating: maxWeight))
    return (deviation * deviation, h * (weight - h), isAllowed)
  }

  /// Whole numbers below 2⁵¹ as doubles: put into the significand of 1.5·2⁵², whose value is then taken off.
  @inline(__always)
  private static func double(_ integers: SIMD8<Int64>) -> SIMD8<Double> {
    unsafeBitCast(integers &+ 0x4338_0000_0000_0000, to: SIMD8<Double>.self) - 6_755_399_441_055_744
  }
}
