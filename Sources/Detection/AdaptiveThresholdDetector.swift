/// A detector whose threshold follows its scores (``StreamingThreshold``).
///
/// Its score is the other's over the threshold that the rows before have given; for the first 1000 rows it is the other's.
public struct AdaptiveThresholdDetector: AnomalyDetector {
  private var detector: any AnomalyDetector
  private var threshold: StreamingThreshold

  /// - Parameters:
  ///   - detector: One whose scores are neither thinned nor mostly 0.
  ///   - alarmRate: Wanted probability of an alarm per row, above 0 and below 0.02.
  public init(_ detector: any AnomalyDetector, alarmRate: Double) {
    self.detector = detector
    threshold = StreamingThreshold(alarmRate: alarmRate)
  }

  public var metricCount: Int { detector.metricCount }

  public mutating func score(_ row: Span<Float>, at time: Double?) -> AnomalyScore {
    var score = detector.score(row, at: time)
    // A row of which nothing is known says nothing about usual scores.
    guard !score.isWarmingUp, score != .none else { return score }
    let limit = threshold.value
    let isAlarm = threshold.exceeds(score.value)
    guard let limit else { return score }
    score.value = isAlarm ? max(score.value / limit, 1) : min(score.value / limit, 1.0.nextDown)
    return score
  }

  public func finding(of metric: Int) -> MetricFinding? { detector.finding(of: metric) }

  public var driftingSince: Int? { detector.driftingSince }
}
