import Features
import Numerics
import Learning
import Tensors

/// Strange is what an LSTM, having read the metrics so far, did not expect of the next row.
///
/// With z the standardized row and ẑ the forecast made one row before, r = z - ẑ, two errors are
/// averaged over metrics and smoothed over some ten rows,
///
///     log(1 + r²)    and    log(1 + r² / v),   v the variance of r on the validation rows
///
/// (the first in units of the training deviation). The logarithm, the likelihood of heavy-tailed errors, keeps
/// one burst of load from drowning a fault that lasts. The score is the geometric mean of the two, each over its
/// 99 % quantile of validation, over the threshold. A missing value takes the place of its own
/// forecast, so it neither alarms nor blinds the network.
///
/// - SeeAlso: Malhotra et al., *Long Short Term Memory Networks for Anomaly Detection in Time Series*,
///   ESANN 2015.
public struct LSTMDetector: AnomalyDetector {
  /// What training found, besides the network's weights.
  struct Calibration: Sendable, Equatable {
    /// `[D]`: variance of r on the validation rows, with a floor.
    var variances: [Double]
    /// 99 % quantiles of the two errors on the validation rows.
    var plainUnit: Double
    var normalizedUnit: Double
    /// The score that stands for 1.
    var threshold: Double
  }

  /// Weight of the newest row in the smoothed errors: 2 / (10 + 1), an average age of five rows.
  static let smoothing = 2.0 / 11
  private static let residualClip: Float = 10
  /// Rows that an adaptive scaler needs before the score means something.
  private static let warmUp = 60

  /// The metrics' names, `[D]`.
  public let metrics: [String]
  /// Seconds between two rows; nil when the training rows had no times.
  public let intervalSeconds: Double?
  let network: LSTMNetwork
  var scaler: RunningScaler
  var calibration: Calibration
  private var state: LSTMState
  private var scores: [Float]
  private var forecast: [Float]
  /// r of the newest row; NaN where the value or its forecast is missing.
  private(set) var residuals: [Float]
  /// The newest row, `[D]`.
  private var values: [Double]
  private var plain = 0.0
  private var normalized = 0.0
  private var rows = 0

  init(
    metrics: [String], intervalSeconds: Double?, network: LSTMNetwork, scaler: RunningScaler, calibration: Calibration
  ) {
    self.metrics = metrics
    self.intervalSeconds = intervalSeconds
    self.network = network
    self.scaler = scaler
    self.calibration = calibration
    state = network.makeState()
    scores = [Float](repeating: 0, count: metrics.count)
    forecast = scores
    residuals = scores
    values = [Double](repeating: .nan, count: metrics.count)
  }

  public var metricCount: Int { metrics.count }

  /// What it remembers of the rows seen, apart from what was trained.
  public struct Memory: Sendable, Codable {
    var state: LSTMState
    var scaler: RunningScaler
    var forecast: [Float]
    var plain: Double
    var normalized: Double
    var rows: Int
  }

  /// Whether a memory fits this detector's metrics and size.
  public func accepts(_ memory: Memory) -> Bool {
    memory.forecast.count == metricCount && memory.state.size == state.size
      && memory.state.layers == state.layers
      && memory.scaler.means.count == metricCount && memory.scaler.deviations.count == metricCount
  }

  /// The memory, to be kept across a restart.
  ///
  /// - Precondition: A memory that is set is one that the detector accepts.
  public var memory: Memory {
    get {
      Memory(state: state, scaler: scaler, forecast: forecast, plain: plain, normalized: normalized, rows: rows)
    }
    set {
      precondition(accepts(newValue), "a memory of another model")
      state = newValue.state
      scaler = newValue.scaler
      forecast = newValue.forecast
      plain = newValue.plain
      normalized = newValue.normalized
      rows = newValue.rows
    }
  }

  /// Forgets the rows seen, keeping what was trained.
  public mutating func reset() {
    state = network.makeState()
    if scaler.isRunning { scaler = RunningScaler(metrics: metrics.count) }
    for index in forecast.indices { forecast[index] = 0 }
    plain = 0
    normalized = 0
    rows = 0
  }

  public mutating func score(_ row: Span<Float>, at time: Double?) -> AnomalyScore {
    let errors = advance(row)
    guard errors.known > 0, !scaler.isRunning || rows > Self.warmUp else { return .none }
    let product =
      (errors.plain / calibration.plainUnit) * (errors.normalized / calibration.normalizedUnit)
    return AnomalyScore(value: product.squareRoot() / calibration.threshold, top: errors.top)
  }

  /// The band is three deviations of the metric's errors in validation; the expectation that of one row before.
  public func finding(of metric: Int) -> MetricFinding? {
    guard residuals[metric].isFinite, !scaler.isRunning || rows > Self.warmUp else { return nil }
    let unit = scaler.deviations[metric]
    let value = values[metric]
    let expected = value - Double(residuals[metric]) * unit
    let band = 3 * calibration.variances[metric].squareRoot() * unit
    var sum = 0.0
    for index in residuals.indices where residuals[index].isFinite { sum += strangeness(of: index) }
    return MetricFinding(
      value: value, expected: expected, lower: expected - band, upper: expected + band,
      contribution: sum > 0 ? strangeness(of: metric) / sum : 0)
  }

  private func strangeness(of metric: Int) -> Double {
    let residual = Double(residuals[metric])
    return .log(onePlus: residual * residual / calibration.variances[metric])
  }

  /// One step of the network over arrays that are fields of the same value.
  private static func step(
    _ network: LSTMNetwork, _ input: [Float], _ state: inout LSTMState, into output: inout [Float]
  ) {
    var span = output.mutableSpan
    network.step(input.span, state: &state, into: &span)
  }

  /// The smoothed errors after a row, and what contributed most to the newest one.
  struct Errors: Sendable {
    var plain: Double
    var normalized: Double
    var known: Int
    var top: Int?
  }

  /// Reads the next row; training uses it too, to calibrate on what will be computed later.
  mutating func advance(_ row: Span<Float>) -> Errors {
    scaler.scale(row, into: &scores)
    for index in values.indices { values[index] = Double(row[index]) }
    var plainSum = 0.0
    var normalizedSum = 0.0
    var known = 0
    var top: (index: Int, share: Double)?
    for index in scores.indices {
      let score = scores[index]
      residuals[index] = .nan
      if score.isNaN {
        scores[index] = rows > 0 ? forecast[index] : 0
        continue
      }
      known += 1
      guard rows > 0 else { continue }
      residuals[index] = min(max(score - forecast[index], -Self.residualClip), Self.residualClip)
      let residual = Double(residuals[index])
      let share = residual * residual / calibration.variances[index]
      plainSum += Double.log(onePlus: residual * residual)
      normalizedSum += Double.log(onePlus: share)
      if share > (top?.share ?? 0) { top = (index, share) }
    }
    if known > 0, rows > 0 {
      plain += Self.smoothing * (plainSum / Double(known) - plain)
      normalized += Self.smoothing * (normalizedSum / Double(known) - normalized)
    }
    rows += 1
    for index in scores.indices { scores[index] = min(max(scores[index], -5), 5) }
    Self.step(network, scores, &state, into: &forecast)
    return Errors(plain: plain, normalized: normalized, known: known, top: top?.index)
  }
}
