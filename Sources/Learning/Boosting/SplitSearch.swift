/// The best split seen so far while the bins of one leaf go by.
struct SplitSearch {
  /// Where the best split lies: its column, its last bin on the left, and the sums that go left.
  struct Found {
    var column: Int
    var bin: Int
    var hasMissingLeft: Bool
    var left: Int64
  }

  /// The best split so far, or `nil` before any two children were large enough.
  private(set) var found: Found?

  private let total: PackedSum
  private let l2: Double
  private let minRows: Int
  private let gradient: Double
  private let hessian: Double
  private let mean: Double

  // The best score as a fraction, so that comparing needs no division.
  private var numerator = -1.0
  private var denominator = 1.0

  init(total: PackedSum, l2: Double, minRows: Int) {
    self.total = total
    self.l2 = l2
    self.minRows = minRows
    gradient = Double(total.gradient)
    hessian = Double(total.count) + 2 * l2
    mean = gradient / hessian
  }

  /// How much the best split lowers the loss; below or equal to 0 if it does not.
  var gain: Double {
    // G²/H − G²/(n + λ) is written as one fraction, since its two parts may be equal but for rounding.
    let undivided = hessian - l2
    return hessian * (numerator / denominator) - gradient * gradient * l2 / (hessian * undivided)
  }

  /// Tries to end the left child after each of some bins.
  ///
  /// - Parameters:
  ///   - bins: The packed sums of one feature's bins that may end the left child.
  ///   - start: What goes left before the first bin: the missing rows' sums, or 0.
  ///   - column: Which column the bins belong to.
  mutating func scan(_ bins: Span<Int64>, startingWith start: Int64, column: Int) {
    var left = start
    let mostLeft = total.count - minRows
    for bin in 0..<bins.count {
      left &+= bins[bin]
      let sum = PackedSum(bits: left)
      if sum.count < minRows { continue }
      if sum.count > mostLeft { break }
      let h = Double(sum.count) + l2
      let deviation = Double(sum.gradient) - mean * h
      let score = deviation * deviation
      let weight = h * (hessian - h)
      if score * denominator > numerator * weight {
        numerator = score
        denominator = weight
        found = Found(column: column, bin: bin, hasMissingLeft: start != 0, left: left)
      }
    }
  }
}
