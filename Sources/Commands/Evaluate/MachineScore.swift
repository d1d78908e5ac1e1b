import Detection

/// What one detector was worth on one machine.
struct MachineScore: Encodable {
  let machine: String
  let vusPR: Double?
  let aucPR: Double?
  let events: Int
  let detected: Int
  let falseAlarmsPerDay: Double
  let medianDelayMinutes: Double?
  /// Seconds to train, and microseconds to score a row.
  let trainingSeconds: Double
  let rowMicroseconds: Double

  /// What a single row may add to a baseline's average.
  private static let mostPerRow = 10.0

  /// Lets a detector score the rows of the test.
  ///
  /// - Parameters:
  ///   - readsTraining: Whether it is shown the training rows first, as one that streams has seen them.
  ///   - alarmRate: For a baseline, to be judged as the trained detectors are: its scores averaged over some twelve rows, and
  ///     their threshold from the tail of those of the training rows.
  init(
    _ machine: LabelledMachine, _ detector: any AnomalyDetector, readsTraining: Bool, alarmRate: Double? = nil,
    trainingSeconds: Double
  ) {
    var detector = detector
    var row = [Float](repeating: 0, count: detector.metricCount)
    func run(_ columns: [[Double]], _ take: (AnomalyScore) -> Void) {
      for index in columns[0].indices {
        for metric in row.indices { row[metric] = Float(columns[metric][index]) }
        take(detector.score(row.span))
      }
    }
    var averaged = 0.0
    func judged(_ score: AnomalyScore) -> Double {
      guard alarmRate != nil else { return score.value }
      averaged += 2.0 / 13 * (min(score.value, Self.mostPerRow) - averaged)
      return averaged
    }
    var usual: [Double] = []
    if readsTraining { run(machine.training.columns) { usual.append(judged($0)) } }
    let threshold = alarmRate.map { TailThreshold.threshold(usual, alarmRate: $0) }
    var scores: [Double] = []
    var alarms: [Bool] = []
    let started = ContinuousClock.now
    run(machine.test.columns) {
      let score = judged($0)
      scores.append(score)
      alarms.append(threshold.map { score >= $0 } ?? $0.isAnomaly)
    }
    rowMicroseconds = (ContinuousClock.now - started).seconds * 1e6 / Double(scores.count)
    let interval = machine.test.interval ?? 60
    let ranked = LabelledScores(scores, events: machine.events)
    let tally = AlarmTally(alarms, events: ranked.eventRows, gap: AlarmTally.gap(interval: interval))
    self.machine = machine.name
    vusPR = ranked.volumes()?.pr
    aucPR = ranked.aucPR
    events = tally.events
    detected = tally.detected
    falseAlarmsPerDay = Double(tally.falseAlarms) / (Double(scores.count) * interval / 86_400)
    medianDelayMinutes = tally.medianDelayRows.map { $0 * interval / 60 }
    self.trainingSeconds = trainingSeconds
  }

  private enum Key: String, CodingKey {
    case machine, vusPR, aucPR, events, detected, falseAlarmsPerDay, medianDelayMinutes, trainingSeconds,
      rowMicroseconds
  }

  /// What is not defined is written as null rather than left out.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(machine, forKey: .machine)
    try container.encode(vusPR, forKey: .vusPR)
    try container.encode(aucPR, forKey: .aucPR)
    try container.encode(events, forKey: .events)
    try container.encode(detected, forKey: .detected)
    try container.encode(falseAlarmsPerDay, forKey: .falseAlarmsPerDay)
    try container.encode(medianDelayMinutes, forKey: .medianDelayMinutes)
    try container.encode(trainingSeconds, forKey: .trainingSeconds)
    try container.encode(rowMicroseconds, forKey: .rowMicroseconds)
  }
}
