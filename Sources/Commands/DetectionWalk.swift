import Detection

/// A monitor led over the rows of a table, in their order.
struct DetectionWalk {
  /// A metric's expectation, one value a row; NaN where there is none.
  struct Expectation {
    var expected: [Double]
    var lower: [Double]
    var upper: [Double]

    fileprivate init(rows: Int) {
      expected = [Double](repeating: .nan, count: rows)
      lower = expected
      upper = expected
    }

    fileprivate mutating func keep(_ finding: MetricFinding, _ row: Int) {
      expected[row] = finding.expected
      lower[row] = finding.lower
      upper[row] = finding.upper
    }
  }

  /// `[N]`.
  private(set) var verdicts: [MonitorVerdict] = []
  private(set) var incidents: [Incident] = []
  let warmUpRows: Int
  /// The row since which a trained detector no longer fits.
  let driftingSince: Int?
  /// `[D]`, when they were to be kept.
  private(set) var expectations: [Expectation] = []

  /// - Parameters:
  ///   - columns: `[D][N]`.
  ///   - times: `[N]`, seconds since 1970.
  ///   - keepsBands: Whether what was expected of every metric in every row is kept.
  init(
    _ detector: any AnomalyDetector, names: [String], columns: [[Double]], times: [Double]?, rules: MonitorRules,
    keepsBands: Bool
  ) {
    let rows = columns.first?.count ?? 0
    var monitor = AnomalyMonitor(detector, metrics: names, rules: rules)
    var row = [Float](repeating: 0, count: names.count)
    let bar = ProgressBar("detect", total: rows)
    verdicts.reserveCapacity(rows)
    if keepsBands { expectations = names.map { _ in Expectation(rows: rows) } }
    for index in 0..<rows {
      for metric in columns.indices { row[metric] = Float(columns[metric][index]) }
      let verdict = monitor.observe(row.span, at: times?[index])
      if let ended = verdict.ended { incidents.append(ended) }
      verdicts.append(verdict)
      for metric in expectations.indices {
        if let finding = monitor.finding(of: metric) { expectations[metric].keep(finding, index) }
      }
      if index % 1_024 == 0 { bar.update(index) }
    }
    bar.finish()
    if let last = monitor.finish() { incidents.append(last) }
    warmUpRows = monitor.warmUpRows
    driftingSince = monitor.driftingSince
  }

  /// The incidents with the largest scores, in the order of their rows.
  func strongest(_ count: Int) -> [Incident] {
    incidents.sorted { ($0.peakScore, $1.firstRow) > ($1.peakScore, $0.firstRow) }.prefix(count)
      .sorted { $0.firstRow < $1.firstRow }
  }
}
