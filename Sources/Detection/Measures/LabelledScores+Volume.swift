extension LabelledScores {
  /// The volumes under the surfaces of precision and of the receiver operating characteristic over buffers: VUS-PR and VUS-ROC.
  ///
  /// For each buffer l = 0…W an event's label goes on, fading, for l/2 rows beyond both ends, √(1 - d/l) at d rows from it;
  /// labels that meet add up to 1 at most. At each of 250 thresholds, those of every (N-1)/249-th largest score,
  /// with y the label where there is an alarm, and 1 in events,
  ///
  ///     TP = Σ y over alarms        P = (rows in events + Σ y) / 2       existence = share of buffered events with an alarm
  ///     recall = min(TP / P, 1) existence       precision = TP / alarms       FPR = (alarms - TP) / (N - P)
  ///
  /// and the areas under precision over recall (steps) and recall over FPR (trapezoids, from (0, 0) to (1, 1)) are averaged over l.
  /// Detecting a little early or late is so worth something. A larger W gives larger volumes: say it beside them.
  ///
  /// - Parameter window: W, rows.
  /// - Returns: nil without events, or without other rows.
  /// - Precondition: `window` is not negative.
  /// - Complexity: O(N log N + W (N + events · W)): sums over alarms are prefix sums over the threshold that makes a row one.
  /// - SeeAlso: Paparrizos et al., *Volume Under the Surface*, PVLDB 15(11), 2022,
  ///   [doi:10.14778/3551793.3551830](https://doi.org/10.14778/3551793.3551830).
  public func volumes(window: Int = 100) -> (pr: Double, roc: Double)? {
    precondition(window >= 0, "a window of \(window) rows")
    guard events.count > 0, events.count < scores.count else { return nil }
    let levels = ScoreLevels(scores)
    var buffers = EventBuffers(events, levels: levels.ofRow, reach: window / 2)
    let hits = levels.running { histogram in
      for run in events.runs { for row in run { histogram[levels.ofRow[row]] += 1 } }
    }
    let rows = Double(scores.count)
    let labelled = Double(events.count)
    var sum = (pr: 0.0, roc: 0.0)
    for length in 0...window {
      buffers.widen(to: length / 2)
      let faded = levels.running { buffers.addLabels(to: &$0, length: length) }
      var groups = 0
      let touched = levels.running { groups = buffers.addGroups(to: &$0) }
      var last = (recall: 0.0, falsePositiveRate: 0.0)
      for level in 0..<ScoreLevels.count {
        let truePositives = hits[level] + faded[level]
        let positives = (labelled + labelled + faded[level]) / 2
        let recall = min(truePositives / positives, 1) * touched[level] / Double(groups)
        let falsePositiveRate = (levels.alarms[level] - truePositives) / (rows - positives)
        sum.pr += (recall - last.recall) * truePositives / levels.alarms[level]
        sum.roc += (falsePositiveRate - last.falsePositiveRate) * (recall + last.recall) / 2
        last = (recall, falsePositiveRate)
      }
      sum.roc += (1 - last.falsePositiveRate) * (1 + last.recall) / 2
    }
    return (sum.pr / Double(window + 1), sum.roc / Double(window + 1))
  }
}
