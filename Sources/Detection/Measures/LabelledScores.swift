import Tensors

/// Scores beside the events that were there: the measures that need no threshold, or try them all.
public struct LabelledScores: Sendable {
  /// Per row, `[N]`, larger is stranger.
  public let scores: [Double]
  let events: MarkedRows

  /// - Parameters:
  ///   - scores: Per row, `[N]`, larger is stranger.
  ///   - events: Labelled rows in any order; those that overlap or touch are one event.
  /// - Precondition: The scores are finite; the events' rows are at least 0 and below N.
  public init(_ scores: [Double], events: [ClosedRange<Int>]) {
    precondition(scores.allSatisfy { $0.isFinite }, "a score that is not finite")
    self.scores = scores
    self.events = MarkedRows(events, rows: scores.count)
  }

  private init(_ scores: [Double], _ events: MarkedRows) {
    self.scores = scores
    self.events = events
  }

  /// The same events beside uniform random scores: what a detector that knows nothing reaches.
  public func randomized(seed: UInt64) -> LabelledScores {
    var random = RandomSource(seed: seed)
    return LabelledScores(scores.map { _ in random.uniform() }, events)
  }

  /// The labelled events, in order.
  public var eventRows: [ClosedRange<Int>] { events.runs }

  /// Rows of events and other rows that have each score or a larger one, largest score first.
  private var curve: [(hits: Int, misses: Int)] {
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    var curve: [(hits: Int, misses: Int)] = []
    var (hits, misses) = (0, 0)
    for (place, row) in order.enumerated() {
      if events[row] { hits += 1 } else { misses += 1 }
      if place == order.count - 1 || scores[order[place + 1]] != scores[row] { curve.append((hits, misses)) }
    }
    return curve
  }

  /// Average precision, the area under the steps of precision over recall: Σ (Rₖ - Rₖ₋₁) Pₖ over distinct scores.
  ///
  /// - Returns: nil without events. Random scores have the share of rows in events.
  /// - Complexity: O(N log N).
  public var aucPR: Double? {
    guard events.count > 0 else { return nil }
    var sum = 0.0
    var last = 0
    for (hits, misses) in curve {
      sum += Double(hits - last) * Double(hits) / Double(hits + misses)
      last = hits
    }
    return sum / Double(events.count)
  }

  /// The probability that a row of an event has a larger score than another row; ties count half.
  ///
  /// - Returns: nil without events, or without other rows.
  /// - Complexity: O(N log N).
  public var aucROC: Double? {
    let others = scores.count - events.count
    guard events.count > 0, others > 0 else { return nil }
    var area = 0.0
    var last = (hits: 0, misses: 0)
    for point in curve {
      area += Double(point.misses - last.misses) * Double(point.hits + last.hits) / 2
      last = point
    }
    return area / Double(events.count) / Double(others)
  }

  /// Row by row at the threshold that is best for F1 among all scores, which only who has the labels can know.
  ///
  /// - Complexity: O(N log N).
  public var bestPoint: PrecisionRecall {
    guard events.count > 0 else { return PrecisionRecall(precision: nil, recall: nil) }
    var best = PrecisionRecall(precision: nil, recall: 0)
    for (hits, misses) in curve {
      let point = PrecisionRecall(
        precision: Double(hits) / Double(hits + misses), recall: Double(hits) / Double(events.count))
      if (point.f1 ?? 0) > (best.f1 ?? 0) { best = point }
    }
    return best
  }

  /// Alarms where the score is above a threshold.
  public func alarms(above threshold: Double) -> LabelledAlarms {
    LabelledAlarms(scores.map { $0 > threshold }, events)
  }

  /// As many alarms as asked for, where the scores are largest; of equal scores the earlier row first.
  ///
  /// - Precondition: `count` is at least 0 and at most N.
  public func alarms(loudest count: Int) -> LabelledAlarms {
    var isAlarm = [Bool](repeating: false, count: scores.count)
    for row in scores.indices.sorted(by: { (-scores[$0], $0) < (-scores[$1], $1) }).prefix(count) {
      isAlarm[row] = true
    }
    return LabelledAlarms(isAlarm, events)
  }

  /// A measure at the best for its F1 of 100 thresholds, equally spaced from the smallest to the largest score, above
  /// which is an alarm; only who has the labels can know it.
  ///
  /// - Complexity: O(100 N).
  public func best(_ measure: (LabelledAlarms) -> PrecisionRecall) -> PrecisionRecall {
    let count = 100
    guard let low = scores.min(), let high = scores.max() else { return PrecisionRecall(precision: nil, recall: nil) }
    let step = (high - low) / Double(count - 1)
    return (0..<count).map { index in
      measure(alarms(above: index == count - 1 ? high : low + Double(index) * step))
    }.max { ($0.f1 ?? 0) < ($1.f1 ?? 0) } ?? PrecisionRecall(precision: nil, recall: nil)
  }
}
