import Tensors

/// Draws of some of a number of things, each equally likely, without replacement.
enum SampleDraw {
  /// How many things a share of them is: rounded, and at least one.
  static func count(_ share: Double, of total: Int) -> Int {
    Swift.max(1, Int((share * Double(total)).rounded()))
  }

  /// Draws some of the numbers below a total, in ascending order, together with those left over.
  ///
  /// Each number in turn is taken with probability (still needed) / (still to come), Knuth's algorithm S.
  ///
  /// - Precondition: `count <= total`.
  /// - Complexity: O(total), one random number for each, or none if all are drawn.
  static func draw<Index: FixedWidthInteger>(
    _ count: Int, of total: Int, as _: Index.Type, using random: inout RandomSource
  ) -> (drawn: [Index], others: [Index]) {
    precondition(count <= total, "SampleDraw: cannot draw \(count) of \(total)")
    guard count < total else { return ((0..<total).map { Index($0) }, []) }
    var drawn: [Index] = []
    var others: [Index] = []
    drawn.reserveCapacity(count)
    others.reserveCapacity(total - count)
    for index in 0..<total {
      let isDrawn = random.uniform() * Double(total - index) < Double(count - drawn.count)
      if isDrawn { drawn.append(Index(index)) } else { others.append(Index(index)) }
    }
    return (drawn, others)
  }
}
