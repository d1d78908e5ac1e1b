import Features
import Learning
import Tensors

/// A row is strange when it displaces much in a random cut forest of the newest rows, and no metric is near what the
/// forest expected of it.
///
/// Rows are standardized by their running past and joined with those before them (a shingle: 8 rows of one metric, 4 of
/// more). With displacement d, its running mean m and deviation s, and errors e of a metric whose running mean is a:
///
///     score = min((d - m) / 3 s, max over metrics of e / 6 a)
///
/// The second part keeps a level that is constant but for one unit from raising alarms (6 a is at least 5 % of the level and
/// 0.1 deviations), and ends an alarm with the row that caused it, not with the shingle. Both means take in an excess only
/// up to the threshold, so that one anomaly does not hide the next. Nothing is said of the first 64 rows.
/// A missing value is replaced by the expected one.
///
/// - SeeAlso: Guha et al., *Robust Random Cut Forest Based Anomaly Detection on Streams*, ICML 2016,
///   [proceedings.mlr.press](https://proceedings.mlr.press/v48/guha16.html).
public struct RandomCutForestDetector: AnomalyDetector {
  private static let warmUp = 64
  private static let smoothing = 0.01
  private static let deviations = 3.0
  private static let errors = 6.0

  private let shingle: Int
  private var forest: RandomCutForest
  private var scaler: RunningScaler
  private var scaled: [Float]
  /// `[shingle, D]`, oldest row first.
  private var point: [Float]
  private var guess: [Float]
  private var attribution: [Double]
  /// The newest row and what it was standardized by, `[D]`, in the metrics' own units.
  private var values: [Double]
  private var centers: [Double]
  private var widths: [Double]
  /// Running mean error per metric, in its own unit.
  private var meanErrors: [Double]
  private var isKnown: [Bool]
  private var mean = 0.0
  private var variance = 0.0
  private var rows = 0

  /// - Parameters:
  ///   - metricCount: D.
  ///   - shingle: Rows of a point; nil for 8 of one metric and 4 of more.
  ///   - seed: Of samples and cuts.
  public init(metricCount: Int, shingle: Int? = nil, seed: UInt64 = 0) {
    let shingle = shingle ?? (metricCount == 1 ? 8 : 4)
    precondition(metricCount > 0 && shingle > 0, "a shingle of \(shingle) rows of \(metricCount) metrics")
    self.shingle = shingle
    forest = RandomCutForest(dimensions: shingle * metricCount, seed: seed)
    scaler = RunningScaler(metrics: metricCount)
    scaled = [Float](repeating: 0, count: metricCount)
    point = [Float](repeating: 0, count: shingle * metricCount)
    guess = point
    attribution = [Double](repeating: 0, count: point.count)
    values = [Double](repeating: 0, count: metricCount)
    centers = values
    widths = values
    meanErrors = values
    isKnown = [Bool](repeating: false, count: metricCount)
  }

  public var metricCount: Int { scaled.count }

  public mutating func score(_ row: Span<Float>, at time: Double?) -> AnomalyScore {
    precondition(row.count == metricCount, "\(row.count) metrics, not \(metricCount)")
    for metric in 0..<metricCount {
      values[metric] = Double(row[metric])
      centers[metric] = scaler.means[metric]
      widths[metric] = max(scaler.deviations[metric], 1e-3 * abs(centers[metric]) + 1e-9)
    }
    scaler.scale(row, into: &scaled)
    let start = point.count - metricCount
    for index in 0..<start { point[index] = point[index + metricCount] }
    for index in 0..<point.count { guess[index] = point[index] }
    let hasExpectation = forest.count > 0
    if hasExpectation { forest.impute(&guess, known: start) }
    var known = 0
    for metric in 0..<metricCount {
      isKnown[metric] = scaled[metric].isFinite
      known += isKnown[metric] ? 1 : 0
      point[start + metric] = isKnown[metric] ? scaled[metric] : guess[start + metric]
    }
    guard known > 0 else { return .none }
    rows += 1
    guard rows >= shingle else { return .none }
    let displacement = forest.displacement(of: point, attribution: &attribution)
    forest.insert(point)
    guard hasExpectation else { return .none }

    let smoothing = max(Self.smoothing, 1 / Double(rows - shingle + 1))
    var top: (metric: Int, excess: Double)?
    for metric in 0..<metricCount where isKnown[metric] {
      let error = abs(values[metric] - expected(metric))
      let limit = halfWidth(metric)
      if error > (top?.excess ?? 0) * limit { top = (metric, error / limit) }
      meanErrors[metric] += smoothing * ((rows > Self.warmUp ? min(error, limit) : error) - meanErrors[metric])
    }
    let deviation = max(variance.squareRoot(), 0.01)
    let excess = (displacement - mean) / (Self.deviations * deviation)
    let step = min(displacement, mean + Self.deviations * deviation) - mean
    mean += smoothing * step
    variance = (1 - smoothing) * (variance + smoothing * step * step)
    guard rows > Self.warmUp, let top, excess > 0 else { return .none }
    return AnomalyScore(value: min(excess, top.excess), top: top.metric)
  }

  public func finding(of metric: Int) -> MetricFinding? {
    guard forest.count > 1, isKnown[metric] else { return nil }
    var sums = (own: 0.0, all: 0.0)
    for other in attribution.indices where isKnown[other % metricCount] {
      sums.all += attribution[other]
      if other % metricCount == metric { sums.own += attribution[other] }
    }
    let expected = expected(metric)
    return MetricFinding(
      value: values[metric], expected: expected, lower: expected - halfWidth(metric),
      upper: expected + halfWidth(metric),
      contribution: sums.all > 0 ? sums.own / sums.all : 0)
  }

  /// What the forest expected, in the metric's own unit.
  private func expected(_ metric: Int) -> Double {
    centers[metric] + widths[metric] * Double(guess[guess.count - metricCount + metric])
  }

  /// The error that makes a metric an anomaly, in its own unit.
  private func halfWidth(_ metric: Int) -> Double {
    max(Self.errors * meanErrors[metric], 0.05 * abs(centers[metric]), 0.1 * widths[metric])
  }
}
