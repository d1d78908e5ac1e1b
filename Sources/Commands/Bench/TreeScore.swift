import Forecasting

/// How near predictions are to what came; in Double.
struct TreeScore {
  /// Shape `[N]`.
  let predictions: [Float]
  /// Shape `[N]`.
  let targets: [Float]

  /// √(Σ (y − ŷ)² / N), in the targets' unit.
  var rootMeanSquare: Double {
    var sum = 0.0
    for (prediction, target) in zip(predictions, targets) {
      let residual = Double(target) - Double(prediction)
      sum += residual * residual
    }
    return (sum / Double(targets.count)).squareRoot()
  }

  /// The mean pinball loss at a level, in the targets' unit.
  func pinball(_ level: Double) -> Double {
    var scores = QuantileScores(levels: [level])
    for (prediction, target) in zip(predictions, targets) { scores.record(Double(target), [Double(prediction)]) }
    return scores.pinball
  }

  /// The chance that a row of class 1 is given more than one of class 0, equal ones counted half: the area under the
  /// receiver operating characteristic, by the ranks of class 1 (Mann–Whitney).
  ///
  /// - Precondition: There are rows of both classes, 0 and 1.
  /// - Complexity: O(N log N).
  var areaUnderCurve: Double {
    let order = predictions.indices.sorted { predictions[$0] < predictions[$1] }
    var ranks = 0.0
    var begin = 0
    while begin < order.count {
      var end = begin + 1
      while end < order.count && predictions[order[end]] == predictions[order[begin]] { end += 1 }
      // Equal predictions share the mean of their ranks, counted from 1.
      let rank = Double(begin + 1 + end) / 2
      ranks += rank * Double(order[begin..<end].count { targets[$0] == 1 })
      begin = end
    }
    let ones = Double(targets.count { $0 == 1 })
    let zeros = Double(targets.count) - ones
    precondition(ones > 0 && zeros > 0, "TreeScore: \(Int(ones)) rows of class 1 and \(Int(zeros)) of class 0")
    return (ranks - ones * (ones + 1) / 2) / (ones * zeros)
  }
}
