import Tensors

/// Draws of some of a number of things, each equally likely, without replacement.
///
/// Each thing in turn is taken with probability (still needed) / (still to come), Knuth's algorithm S.
enum SampleDraw {
  /// Draws a share of the numbers below a total, rounded, at least one, in ascending order.
  static func draw(_ share: Double, of total: Int, using random: inout RandomSource) -> [Int] {
    mask(share, of: total, using: &random).map { mask in mask.indices.filter { mask[$0] } } ?? Array(0..<total)
  }

  /// Whether each of a number of things is drawn; nil if all of them are.
  ///
  /// - Complexity: O(total), one random number for each, or none if all are drawn.
  static func mask(_ share: Double, of total: Int, using random: inout RandomSource) -> [Bool]? {
    var needed = Swift.max(1, Int((share * Double(total)).rounded()))
    guard needed < total else { return nil }
    return (0..<total).map { index in
      let isDrawn = random.uniform() * Double(total - index) < Double(needed)
      needed -= isDrawn ? 1 : 0
      return isDrawn
    }
  }
}
