/// The 250 thresholds of a volume under a surface, and the first of them, from the highest down, at which each row is an alarm.
struct ScoreLevels {
  static let count = 250

  /// `[N]`: the level of the highest threshold that the row reaches.
  let ofRow: [Int]
  /// `[250]`: how many rows reach each threshold.
  private(set) var alarms: [Double] = []

  /// - Precondition: There is a score.
  init(_ scores: [Double]) {
    let sorted = scores.sorted(by: >)
    let step = Double(sorted.count - 1) / Double(Self.count - 1)
    let thresholds = (0..<Self.count).map { level in
      sorted[level == Self.count - 1 ? sorted.count - 1 : Int(Double(level) * step)]
    }
    ofRow = scores.map { score in
      // The first threshold that is no higher than the score.
      var (low, high) = (0, Self.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if thresholds[middle] <= score { high = middle } else { low = middle + 1 }
      }
      return low
    }
    let levels = ofRow
    alarms = running { histogram in for level in levels { histogram[level] += 1 } }
  }

  /// What has been added up to each level, `[250]`, by a function that adds each thing at its own level.
  func running(_ add: (inout [Double]) -> Void) -> [Double] {
    var sums = [Double](repeating: 0, count: Self.count)
    add(&sums)
    for level in 1..<Self.count { sums[level] += sums[level - 1] }
    return sums
  }
}
