/// Every measure of one detector on one series, with the names that reports use.
public struct DetectionScore: Sendable {
  /// Precision, recall and their harmonic mean.
  public struct Share: Sendable {
    public let precision, recall, f1: Double?

    init(_ found: PrecisionRecall) {
      precision = found.precision
      recall = found.recall
      f1 = found.f1
    }
  }

  /// From the beginnings of detected events to their first alarms, the median.
  public struct Delay: Sendable {
    public let rows, minutes: Double?
  }

  /// F1 at the thresholds that are best for each with the labels known: what could be had, not what a detector can be asked for.
  public struct Best: Sendable {
    public let f1, eventF1, rangeF1, affiliationF1, pointAdjustedF1: Double?
    /// The same of uniform random scores: the mean of 5 draws.
    public let pointAdjustedF1OfRandom: Double?
  }

  public let rows: Int
  public let events: Int
  /// Rows that are labelled.
  public let eventRows: Int
  public let aucPR, aucROC: Double?
  public let vusPR, vusROC: Double?
  /// Rows of the widest buffer of the volumes.
  public let window: Int
  /// At the detector's own threshold, as everything below but ``best``.
  public let f1, eventF1, rangeF1: Double?
  public let affiliation: Share
  /// Shares of events with an alarm.
  public let eventRecall: Double?
  public let delay: Delay
  /// Groups of alarms at most an hour apart (60 rows where the interval is not known), and those that touch no event.
  public let alarms, falseAlarms: Int
  /// nil where the interval is not known.
  public let alarmsPerDay, falseAlarmsPerDay: Double?
  /// Flatters every detector; the second is that of as many alarms at random, the mean of 5 draws.
  public let pointAdjustedF1, pointAdjustedF1OfRandom: Double?
  public let best: Best

  /// - Parameters:
  ///   - scores: Per row, `[N]`, finite, larger is stranger.
  ///   - isAlarm: Per row, `[N]`.
  ///   - events: Labelled rows in any order; those that overlap or touch are one event.
  ///   - interval: Seconds between two rows, if known.
  ///   - window: Rows of the widest buffer of the volumes.
  /// - Precondition: N is positive.
  public init(
    scores: [Double], isAlarm: [Bool], events: [ClosedRange<Int>], interval: Double?, window: Int = 100
  ) {
    let ranked = LabelledScores(scores, events: events)
    let alarms = LabelledAlarms(isAlarm, events: events)
    let tally = AlarmTally(isAlarm, events: ranked.eventRows, gap: AlarmTally.gap(interval: interval))
    let volumes = ranked.volumes(window: window)
    let random = (0..<5).map { ranked.randomized(seed: $0) }
    func mean(_ f1: (LabelledScores) -> Double?) -> Double? {
      let known = random.compactMap(f1)
      return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    }
    rows = scores.count
    self.events = tally.events
    eventRows = ranked.eventRows.reduce(0) { $0 + $1.count }
    aucPR = ranked.aucPR
    aucROC = ranked.aucROC
    vusPR = volumes?.pr
    vusROC = volumes?.roc
    self.window = window
    f1 = alarms.point.f1
    eventF1 = alarms.event.f1
    rangeF1 = alarms.range.f1
    affiliation = Share(alarms.affiliation)
    eventRecall = alarms.event.recall
    delay = Delay(
      rows: tally.medianDelayRows,
      minutes: interval.flatMap { interval in tally.medianDelayRows.map { $0 * interval / 60 } })
    self.alarms = tally.alarms
    falseAlarms = tally.falseAlarms
    let days = interval.map { Double(scores.count) * $0 / 86_400 }
    alarmsPerDay = days.map { Double(tally.alarms) / $0 }
    falseAlarmsPerDay = days.map { Double(tally.falseAlarms) / $0 }
    pointAdjustedF1 = alarms.pointAdjusted.f1
    pointAdjustedF1OfRandom = mean { $0.alarms(loudest: alarms.alarmedRows).pointAdjusted.f1 }
    best = Best(
      f1: ranked.bestPoint.f1, eventF1: ranked.best(\.event).f1, rangeF1: ranked.best(\.range).f1,
      affiliationF1: ranked.best(\.affiliation).f1, pointAdjustedF1: ranked.best(\.pointAdjusted).f1,
      pointAdjustedF1OfRandom: mean { $0.best(\.pointAdjusted).f1 })
  }
}
