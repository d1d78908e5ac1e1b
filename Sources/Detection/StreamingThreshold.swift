/// A threshold that follows the scores: those that exceed it come with a wanted probability, whatever the level of the rest becomes.
///
/// This is DSPOT. With M the mean of the last d usual scores, the first 1000 differences s - M give the ``TailThreshold`` z above their
/// 98 % quantile t. Then, for each score,
///
///     s - M > z           an alarm; the first of a run is an excess of at most 2 (z - t)
///     t < s - M <= z      usual; an excess more
///     s - M <= t          usual
///
/// and z is fitted anew to the last 200 excesses. The paper learns nothing from alarms; then the excesses lack their own tail, z sinks, and of
/// exponential scores ten times as many exceed it as wanted. What grows slowly is no news, and neither is a slow anomaly: a fixed
/// threshold finds more.
///
/// - SeeAlso: Siffer et al., *Anomaly Detection in Streams with Extreme Value Theory*, KDD 2017,
///   [doi:10.1145/3097983.3098144](https://doi.org/10.1145/3097983.3098144).
public struct StreamingThreshold: Sendable {
  /// Scores that are looked at before there is a threshold.
  public static let calibrationScores = 1_000
  private static let mostExcesses = 200

  private let alarmRate: Double
  /// 1 / d.
  private let memory: Double
  private var first: [Double] = []
  private var mean = 0.0
  private var start = 0.0
  private var excesses: [Double] = []
  /// Scores and excesses so far, of which ever fewer are kept.
  private var scoreCount = 0
  private var excessCount = 0
  private var height = 0.0
  private var wasAlarm = false

  /// - Parameters:
  ///   - alarmRate: Wanted probability of an alarm per row, above 0 and below 0.02.
  ///   - depth: d, in rows, at least 1.
  public init(alarmRate: Double, depth: Int = 450) {
    precondition(alarmRate > 0 && alarmRate < 0.02 && depth > 0, "an alarm rate of \(alarmRate), a depth of \(depth)")
    self.alarmRate = alarmRate
    memory = 1 / Double(depth)
    first.reserveCapacity(Self.calibrationScores)
    excesses.reserveCapacity(Self.mostExcesses)
  }

  /// The score that is an alarm; nil until enough scores were seen.
  public var value: Double? { scoreCount >= Self.calibrationScores ? max(mean + height, 1e-9) : nil }

  /// Takes in a score, finite.
  ///
  /// - Returns: Whether it exceeds the threshold of the scores before.
  /// - Complexity: O(1), O(200) at an excess, O(n log n) once. Does not allocate afterwards.
  public mutating func exceeds(_ score: Double) -> Bool {
    guard scoreCount >= Self.calibrationScores else {
      calibrate(score)
      return false
    }
    let difference = score - mean
    let isAlarm = difference > height
    if isAlarm {
      if !wasAlarm { learn(min(difference, 2 * height - start)) }
    } else {
      mean += memory * difference
      learn(difference)
    }
    wasAlarm = isAlarm
    return isAlarm
  }

  private mutating func learn(_ difference: Double) {
    scoreCount += 1
    guard difference > start else { return }
    if excesses.count < Self.mostExcesses {
      excesses.append(difference - start)
    } else {
      excesses[excessCount % Self.mostExcesses] = difference - start
    }
    excessCount += 1
    fit()
  }

  private mutating func calibrate(_ score: Double) {
    if scoreCount == 0 { mean = score }
    // The mean of all so far, until there are d.
    let difference = score - mean
    mean += max(memory, 1 / Double(scoreCount + 1)) * difference
    first.append(difference)
    scoreCount += 1
    guard scoreCount == Self.calibrationScores else { return }
    first.sort()
    start = first[Int(0.98 * Double(first.count - 1))]
    excesses.append(contentsOf: first.lazy.filter { [start] in $0 > start }.map { [start] in $0 - start })
    excessCount = excesses.count
    first = []
    fit()
  }

  private mutating func fit() {
    let share = alarmRate * Double(scoreCount) / Double(max(excessCount, 1))
    height = start + TailThreshold.excess(excesses, share: share)
  }
}
