import Numerics

/// The scoring of the Numenta Anomaly Benchmark.
///
/// A row that is detected (score ≥ threshold) in a window [l, r] of w rows, or outside, where the last window ended
/// at row r' and had w' rows, is worth, with σ(y) = 2 / (1 + e^5y) - 1, and -1 where y > 3,
///
///     in a window      tp · σ(-(r - i + 1) / w) / σ(-1)
///     after a window   fp · σ((i - r') / (w' - 1))
///     before any       -fp
///
/// A window is worth its best detection, or -fn without one; every false alarm counts. Rows in probation take no part. One threshold
/// serves all series. That the best one is found with the labels is how the benchmark is scored, not how a detector can be run.
///
/// - SeeAlso: Lavin & Ahmad, *Evaluating Real-Time Anomaly Detection Algorithms – the Numenta Anomaly Benchmark*, ICMLA 2015,
///   [doi:10.1109/ICMLA.2015.141](https://doi.org/10.1109/ICMLA.2015.141).
public struct NABScorer: Sendable {
  public let profile: NABProfile

  public init(_ profile: NABProfile) { self.profile = profile }

  /// What detecting each row would be worth, `[N]`.
  ///
  /// - Complexity: O(N).
  public func values(of series: NABSeries) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(series.scores.count)
    var last: ClosedRange<Int>?
    func addOutside(upTo end: Int) {
      while values.count < end {
        let beyond = last.map { Double(values.count - $0.upperBound) / Double($0.count - 1) } ?? .infinity
        values.append(profile.falsePositive * Self.sigmoid(beyond))
      }
    }
    for window in series.windows {
      addOutside(upTo: window.lowerBound)
      for row in window {
        let position = -Double(window.upperBound - row + 1) / Double(window.count)
        values.append(profile.truePositive * Self.sigmoid(position) / Self.sigmoid(-1))
      }
      last = window
    }
    addOutside(upTo: series.scores.count)
    return values
  }

  /// The threshold with the largest total over all series; one above every score where nothing detected is best.
  ///
  /// - Complexity: O(N log N) over the rows of all series.
  public func bestThreshold(_ corpus: [NABSeries]) -> Double {
    /// A row that takes part; `window` counts over all series and is -1 outside of one.
    struct Row {
      var score: Double
      var value: Double
      var window: Int
    }
    var rows: [Row] = []
    var credits: [Double] = []
    for series in corpus {
      let values = values(of: series)
      var window = Array(repeating: -1, count: values.count)
      for rows in series.windows {
        for row in rows { window[row] = credits.count }
        credits.append(-profile.falseNegative)
      }
      for row in values.indices.dropFirst(series.probationRows) {
        rows.append(Row(score: series.scores[row], value: values[row], window: window[row]))
      }
    }
    rows.sort { $0.score > $1.score }
    var total = credits.reduce(0, +)
    var best = (total: total, threshold: max(1, rows.first?.score ?? 0) * 1.1)
    for (place, row) in rows.enumerated() {
      if row.window < 0 {
        total += row.value
      } else if row.value > credits[row.window] {
        total += row.value - credits[row.window]
        credits[row.window] = row.value
      }
      let isLastOfTies = place == rows.count - 1 || rows[place + 1].score != row.score
      if isLastOfTies, total > best.total { best = (total, row.score) }
    }
    return best.threshold
  }

  /// What the detector that gave the series their scores is worth at a threshold.
  public func score(_ corpus: [NABSeries], threshold: Double) -> NABScore {
    let files = corpus.map { series in
      let contributions = contributions(of: series, threshold: threshold)
      let detected = MarkedRows(series.scores.indices.map { isDetected($0, series, threshold) })
      let hits = series.windows.map { detected.count(in: $0) }
      return NABScore.File(
        file: series.name, score: contributions.reduce(0, +), windows: series.windows.count,
        windowsHit: hits.count { $0 > 0 }, falseAlarms: detected.count - hits.reduce(0, +), hits: hits.reduce(0, +))
    }
    let raw = files.reduce(0) { $0 + $1.score }
    let windows = Double(files.reduce(0) { $0 + $1.windows })
    let (null, perfect) = (-profile.falseNegative * windows, profile.truePositive * windows)
    return NABScore(
      profile: profile, threshold: threshold, normalized: windows > 0 ? 100 * (raw - null) / (perfect - null) : nil,
      raw: raw, files: files)
  }

  /// What each row adds to a series' score at a threshold, `[N]`: a window's value stands at its first row, a false alarm's at its own.
  package func contributions(of series: NABSeries, threshold: Double) -> [Double] {
    let values = values(of: series)
    var contributions = [Double](repeating: 0, count: values.count)
    var isInWindow = [Bool](repeating: false, count: values.count)
    for window in series.windows {
      contributions[window.lowerBound] = -profile.falseNegative
      for row in window {
        isInWindow[row] = true
        if isDetected(row, series, threshold) {
          contributions[window.lowerBound] = max(contributions[window.lowerBound], values[row])
        }
      }
    }
    for row in values.indices where !isInWindow[row] && isDetected(row, series, threshold) {
      contributions[row] = values[row]
    }
    return contributions
  }

  private func isDetected(_ row: Int, _ series: NABSeries, _ threshold: Double) -> Bool {
    row >= series.probationRows && series.scores[row] >= threshold
  }

  /// From 1 far before 0 to -1 far behind it.
  private static func sigmoid(_ position: Double) -> Double {
    position > 3 ? -1 : 2 / (1 + .exp(5 * position)) - 1
  }
}
