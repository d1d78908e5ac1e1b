/// A detector as an operator wants it: the rules applied, missing values handled, and one alarm per incident.
///
/// An incident begins with an anomalous row and ends after an hour without one (60 rows where no time is known, and five rows at least).
/// Besides the detector it watches
///
/// - busy metrics (at least half of their values differ from the one before) that stop changing for 30 rows and four times
///   as long as ever before;
/// - if asked, metrics that stop coming, and times without a row;
/// - counters: a metric that has never fallen goes on where it stopped when it restarts.
///
/// - Complexity: a quiet row costs what the detector costs and O(D), and allocates nothing. 600 bytes a metric.
public struct AnomalyMonitor: Sendable {
  /// The quiet that ends an incident, in seconds, and the fewest rows of it.
  private static let quietSeconds = 3_600.0
  private static let fewestQuietRows = 5
  /// The score of a row that the rules excuse.
  private static let excused = 0.999
  private static let mostContributions = 10

  /// The metrics' names, `[D]`.
  public let metrics: [String]
  public let rules: MonitorRules
  /// The incident under way.
  public internal(set) var incident: Incident?
  /// Rows at the beginning of which the detector could say nothing.
  public internal(set) var warmUpRows = 0
  var detector: any AnomalyDetector
  private let quietRows: Int
  var clock = MonitorClock()
  var watches: [MetricWatch]
  var recent: RecentValues
  /// The newest row as the detector was given it, `[D]`.
  private var filled: [Float]
  var isWarm = false
  /// Time of the incident's newest row by the clock.
  var lastNow: Double?
  /// The incident's metric, and its level before.
  var watched: (metric: Int, level: RecentLevel)?

  /// - Precondition: As many names as the detector has metrics; minimum deviations of at least 0.
  public init(_ detector: any AnomalyDetector, metrics: [String], rules: MonitorRules = MonitorRules()) {
    precondition(metrics.count == detector.metricCount, "\(metrics.count) names for \(detector.metricCount) metrics")
    precondition(
      rules.minimumDeviation >= 0 && rules.minimumRelativeDeviation >= 0,
      "minimum deviations of \(rules.minimumDeviation) and \(rules.minimumRelativeDeviation)")
    self.detector = detector
    self.metrics = metrics
    self.rules = rules
    quietRows = AlarmTally.gap(interval: rules.interval)
    watches = [MetricWatch](repeating: MetricWatch(), count: metrics.count)
    recent = RecentValues(metrics: metrics.count)
    filled = [Float](repeating: .nan, count: metrics.count)
  }

  /// Takes the next row.
  ///
  /// - Parameters:
  ///   - row: `[D]`, in the metrics' own units; what is not finite is missing.
  ///   - time: Seconds since 1970; a row that is late is scored all the same, at the time of the newest one.
  /// - Precondition: The row has D values.
  public mutating func observe(_ row: Span<Float>, at time: Double? = nil) -> MonitorVerdict {
    precondition(row.count == metrics.count, "\(row.count) metrics, not \(metrics.count)")
    let index = recent.rows
    let silence = clock.advance(to: time)
    if let now = clock.now, let last = lastNow, last > now { lastNow = now }
    var found: (finding: MetricWatch.Finding, metric: Int)?
    for metric in watches.indices {
      let finding = watches[metric].take(row[metric])
      if let finding, found == nil, rules.alarmsOnGaps || !Self.isGap(finding) { found = (finding, metric) }
      filled[metric] = row[metric].isFinite ? row[metric] + watches[metric].offset : replacement(for: metric)
    }
    recent.append(row)
    var score = Self.score(filled, at: time == nil ? nil : clock.now, with: &detector)
    if !isWarm {
      isWarm = !score.isWarmingUp
      warmUpRows += isWarm ? 0 : 1
    }
    var verdict = MonitorVerdict(score: score, isAlarm: false, kind: nil, finding: nil, ended: endIfQuiet(at: index))
    if score.isAnomaly { score = admitted(score, at: index, finding: &verdict.finding) }
    let gap = rules.alarmsOnGaps ? silence : nil
    if !score.isAnomaly {
      if let found { score = AnomalyScore(value: 1, top: found.metric) }
      if gap != nil { score = AnomalyScore(value: 1, top: nil) }
    }
    verdict.score = score
    if score.isAnomaly {
      verdict.isAlarm = incident == nil
      take(score, verdict.finding, at: index, time)
    }
    if let incident, incident.kind != .gap, incident.kind != .flatLine, index - incident.firstRow < RecentValues.window,
      let watched
    {
      self.incident?.kind = watched.level.kind(of: watched.metric, in: incident.firstRow..<index + 1, recent)
    }
    name(found, silence: gap, isAlarm: verdict.isAlarm, value: row)
    if score.isAnomaly { verdict.kind = incident?.kind }
    return verdict
  }

  /// What the detector expected of a metric in the newest row, in the metric's own unit.
  public func finding(of metric: Int) -> MetricFinding? {
    guard var finding = detector.finding(of: metric) else { return nil }
    let offset = Double(watches[metric].offset)
    finding.value -= offset
    finding.expected -= offset
    finding.lower -= offset
    finding.upper -= offset
    return finding
  }

  /// The row since which the detector's rows are no longer like those it was trained on; nil without a drift.
  public var driftingSince: Int? { detector.driftingSince }

  /// The incident under way when no more rows come.
  public mutating func finish() -> Incident? {
    defer { close() }
    return incident
  }

  // MARK: Rules

  private func replacement(for metric: Int) -> Float {
    switch rules.gaps {
    case .ignore: .nan
    case .previous: watches[metric].last + watches[metric].offset
    case .value(let value): value
    }
  }

  /// The score as it is, if a metric with a part in it deviates as the rules want; that one is on top then.
  private func admitted(
    _ score: AnomalyScore, at index: Int, finding: inout MetricFinding?
  ) -> AnomalyScore {
    finding = score.top.flatMap { deviation(of: $0, at: index) }
    guard let wanted = finding, !rules.admit(wanted) else { return score }
    var best: (metric: Int, finding: MetricFinding)?
    for metric in metrics.indices where metric != score.top {
      guard let other = self.finding(of: metric), other.contribution > best?.finding.contribution ?? 0,
        other.value < other.lower || other.value > other.upper, rules.admit(other)
      else { continue }
      best = (metric, other)
    }
    guard let best else {
      finding = nil
      return AnomalyScore(value: Self.excused, top: score.top)
    }
    finding = best.finding
    return AnomalyScore(value: score.value, top: best.metric)
  }

  /// What was expected of a metric, by the detector or else by the rows before.
  private func deviation(of metric: Int, at index: Int) -> MetricFinding? {
    if let finding = finding(of: metric) { return finding }
    let value = Double(recent[metric, index])
    guard value.isFinite, let level = recent.level(of: metric, before: index) else { return nil }
    return level.finding(value)
  }

  // MARK: Incidents

  private mutating func close() {
    incident = nil
    watched = nil
    lastNow = nil
  }

  private mutating func endIfQuiet(at index: Int) -> Incident? {
    guard let incident else { return nil }
    let rows = index - incident.lastRow
    guard rows > Self.fewestQuietRows else { return nil }
    if let now = clock.now, let last = lastNow {
      guard now - last > Self.quietSeconds else { return nil }
    } else {
      guard rows > quietRows else { return nil }
    }
    close()
    return incident
  }

  /// Begins an incident with an anomalous row, or adds the row to the one under way.
  private mutating func take(_ score: AnomalyScore, _ finding: MetricFinding?, at index: Int, _ time: Double?) {
    lastNow = clock.now
    if var known = incident {
      known.lastRow = index
      known.lastTime = time
      // Out of the value for the time in which it changes, or it would be copied.
      incident = nil
      if score.value > known.peakScore, known.kind != .gap, known.kind != .flatLine {
        describe(&known, score, finding, at: index)
      }
      incident = known
    } else {
      var begun = Incident(
        firstRow: index, lastRow: index, firstTime: time, lastTime: time, peakRow: index, peakScore: score.value,
        metric: nil, finding: nil, contributions: [], kind: .spike, direction: nil, duration: nil)
      describe(&begun, score, finding, at: index)
      incident = begun
    }
  }

  /// What its largest score says of an incident.
  private mutating func describe(
    _ incident: inout Incident, _ score: AnomalyScore, _ finding: MetricFinding?, at index: Int
  ) {
    incident.peakRow = index
    incident.peakScore = score.value
    incident.metric = score.top.map { metrics[$0] }
    incident.finding = finding
    incident.direction = finding.flatMap { $0.value == $0.expected ? nil : $0.value > $0.expected ? .high : .low }
    incident.contributions = contributions(top: score.top)
    if let top = score.top, watched?.metric != top, let level = recent.level(of: top, before: incident.firstRow) {
      watched = (top, level)
    }
  }

  private func contributions(top: Int?) -> [Incident.Contribution] {
    var shares: [(metric: Int, share: Double)] = []
    for metric in metrics.indices {
      if let share = finding(of: metric)?.contribution, share > 0 { shares.append((metric, share)) }
    }
    if shares.isEmpty, let top { shares = [(top, 1)] }
    shares.sort { ($0.share, $1.metric) > ($1.share, $0.metric) }
    return shares.prefix(Self.mostContributions).map {
      Incident.Contribution(metric: metrics[$0.metric], share: $0.share)
    }
  }

  /// Says of an incident what a watch has found.
  private mutating func name(
    _ found: (finding: MetricWatch.Finding, metric: Int)?, silence: Double?, isAlarm: Bool, value: Span<Float>
  ) {
    if let silence, isAlarm, incident?.metric == nil {
      incident?.kind = .gap
      incident?.duration = silence
    }
    guard let found, incident?.metric == metrics[found.metric] else { return }
    switch found.finding {
    case .gap(let rows):
      guard isAlarm else { return }
      incident?.kind = .gap
      incident?.duration = Double(rows)
    case .flatLine(let rows):
      incident?.kind = .flatLine
      incident?.duration = Double(rows)
      let flat = Double(value[found.metric])
      if isAlarm {
        incident?.finding = MetricFinding(value: flat, expected: flat, lower: flat, upper: flat, contribution: 0)
      }
      incident?.direction = nil
    }
  }

  private static func isGap(_ finding: MetricWatch.Finding) -> Bool {
    if case .gap = finding { true } else { false }
  }

  /// Two fields of one value, one read and one changed, reach a function as two.
  private static func score(
    _ row: [Float], at time: Double?, with detector: inout any AnomalyDetector
  ) -> AnomalyScore {
    detector.score(row.span, at: time)
  }
}
