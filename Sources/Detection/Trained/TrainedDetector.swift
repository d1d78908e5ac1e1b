import Features
import Learning
import Tensors

/// Strange is what models of normal operation did not expect of a row: an LSTM at the heart, a linear forecast and a subspace
/// beside it, all judged alike.
///
/// With r the errors of a model in training deviations, E their squares averaged over some twelve rows and q the 95 % quantile of
/// E on validation rows, each metric k, D of them known, adds to the score
///
///     S = 1/D Σₖ Σₘ wₘ (Eₘₖ / (qₘₖ + 0.0025)^0.7)^½ / Σₘ wₘ
///
/// over the models m; the subspace weighs as much as the forecasts together. The score is S over its threshold, and at least 1 where
/// the same sum of the newest r² alone exceeds a threshold of its own, so that a burst need not wait for the average. Each threshold
/// is exceeded, on validation rows, with a quarter of the wanted alarm rate (``TailThreshold``).
///
/// A missing value takes the place of its own forecast, within ±3 deviations (of the subspace alone: of the last value known): it
/// adds nothing, and after a long gap the first rows back are no news either.
///
/// - SeeAlso: Malhotra et al., *Long Short Term Memory Networks for Anomaly Detection in Time Series*,
///   ESANN 2015.
public struct TrainedDetector: AnomalyDetector {
  /// What training found, besides the models.
  struct Calibration: Sendable, Equatable {
    /// `[D]` for each model, in their order.
    var scales: [[Float]]
    /// Deviation of the first model's errors on validation rows, `[D]`, in training deviations.
    var deviations: [Float]
    /// The S that stands for 1: averaged, and of the newest row alone.
    var threshold: Float
    var quickThreshold: Float
    /// The averaged S that 95 % of validation rows stay below.
    var usual: Float
  }

  private static let rowClip: Float = 10
  private static let gapClip: Float = 3
  /// Rows that an adaptive scaler needs before the score means something.
  private static let warmUp = 60
  /// A gap from which on as many rows are compared with nothing when the metric is back, in rows.
  private static let longGap = 10

  /// The metrics' names, `[D]`.
  public let metrics: [String]
  /// Seconds between two rows; nil when the training rows had no times.
  public let intervalSeconds: Double?
  /// What it is made of.
  public let models: TrainedDetectorConfiguration.Models
  var scaler: RunningScaler
  var lstm: LSTMErrors?
  var ridge: RidgeErrors?
  var subspace: SubspaceErrors?
  var calibration: Calibration
  /// One for each model: LSTM, linear forecast, subspace, those that there are.
  var judges: [ErrorScore]
  private let wholeWeight: Float

  /// The newest row in the metrics' own units, and standardized.
  private var values: [Float]
  private var row: [Float]
  /// z, with missing values filled.
  var held: [Float]
  private(set) var isKnown: [Bool]
  /// Rows since the last value, and rows for which a metric that has come back is still compared with nothing.
  var gaps: [Int]
  var waits: [Int]
  private var errors: [Float]
  private var strangeness: [Float]
  private(set) var firstErrors: [Float]
  var rows = 0
  var drift: DriftDetector

  init(
    metrics: [String], intervalSeconds: Double?, models: TrainedDetectorConfiguration.Models, scaler: RunningScaler,
    lstm: LSTMErrors?, ridge: RidgeErrors?, subspace: SubspaceErrors?, calibration: Calibration
  ) {
    self.metrics = metrics
    self.intervalSeconds = intervalSeconds
    self.models = models
    self.scaler = scaler
    self.lstm = lstm
    self.ridge = ridge
    self.subspace = subspace
    self.calibration = calibration
    drift = DriftDetector(usual: Double(calibration.usual))
    // What goes together counts as much as what comes next.
    let forecasts: [Float] = (lstm == nil ? [] : [1]) + (ridge == nil ? [] : [1])
    let weights = forecasts + (subspace == nil ? [] : [max(1, Float(forecasts.count))])
    judges = zip(weights, calibration.scales).map { ErrorScore(weight: $0, scales: $1) }
    wholeWeight = weights.reduce(0, +)
    row = [Float](repeating: 0, count: metrics.count)
    values = row
    held = row
    errors = row
    firstErrors = row
    strangeness = row
    isKnown = [Bool](repeating: false, count: metrics.count)
    gaps = [Int](repeating: 0, count: metrics.count)
    waits = gaps
  }

  public var metricCount: Int { metrics.count }

  /// Takes up what training found.
  mutating func calibrate(_ calibration: Calibration) {
    self.calibration = calibration
    drift = DriftDetector(usual: Double(calibration.usual))
    for index in judges.indices { judges[index].scales = calibration.scales[index] }
  }

  /// Forgets the rows seen, keeping what was trained.
  public mutating func reset() {
    if scaler.isRunning { scaler = RunningScaler(metrics: metrics.count) }
    lstm?.reset()
    ridge?.reset()
    for index in judges.indices { for metric in held.indices { judges[index].smoothed[metric] = 0 } }
    for metric in held.indices {
      held[metric] = 0
      gaps[metric] = 0
      waits[metric] = 0
    }
    rows = 0
    drift.reset()
  }

  /// The row, counted from 0, since which most rows have been stranger than 95 % of validation rows: train again.
  public var driftingSince: Int? { drift.driftingSince }

  public mutating func score(_ row: Span<Float>, at time: Double?) -> AnomalyScore {
    let quick = advance(row)
    let known = isKnown.count { $0 }
    guard known > 0, rows > (scaler.isRunning ? Self.warmUp : 1) else {
      drift.update(.nan)
      return AnomalyScore(value: 0, top: nil, isWarmingUp: rows <= (scaler.isRunning ? Self.warmUp : 1))
    }
    let averaged = sum()
    drift.update(Double(averaged))
    var top: Int?
    for index in strangeness.indices where isKnown[index] && strangeness[index] > (top.map { strangeness[$0] } ?? 0) {
      top = index
    }
    let value = Double(averaged / calibration.threshold)
    return AnomalyScore(value: quick >= calibration.quickThreshold ? max(value, 1) : value, top: top)
  }

  /// Reads the next row; training uses it too, to calibrate on what will be computed later.
  ///
  /// - Returns: S of the newest row alone.
  mutating func advance(_ newest: Span<Float>) -> Float {
    scaler.scale(newest, into: &row)
    for index in row.indices {
      values[index] = newest[index]
      let value = row[index]
      if value.isNaN {
        isKnown[index] = false
        gaps[index] += 1
        if gaps[index] >= Self.longGap { waits[index] = Self.longGap + models.horizon - 1 }
        if let forecast = lstm == nil ? ridge?.upcoming(index) : lstm?.upcoming(index) {
          held[index] = min(max(forecast, -Self.gapClip), Self.gapClip)
        }
      } else {
        isKnown[index] = waits[index] == 0
        gaps[index] = 0
        waits[index] = max(0, waits[index] - 1)
        held[index] = min(max(value, -Self.rowClip), Self.rowClip)
      }
    }
    var judge = 0
    var quick: Float = 0
    if lstm != nil {
      lstm?.read(held, errors: &errors)
      quick += take(judge)
      judge += 1
    }
    if ridge != nil {
      ridge?.read(held, errors: &errors)
      quick += take(judge)
      judge += 1
    }
    if subspace != nil {
      subspace?.read(held, errors: &errors)
      quick += take(judge)
    }
    rows += 1
    let known = isKnown.count { $0 }
    return known == 0 ? 0 : quick / (Float(known) * wholeWeight)
  }

  /// Takes in the errors of one model; returns Σₖ wₘ |rₖ| scale^½ over the metrics known.
  private mutating func take(_ judge: Int) -> Float {
    if judge == 0 { for index in errors.indices { firstErrors[index] = errors[index] } }
    judges[judge].add(errors, where: isKnown)
    return judges[judge].strangeness(of: errors, where: isKnown)
  }

  /// S, and each metric's part of it in `strangeness`.
  mutating func sum() -> Float {
    for index in strangeness.indices { strangeness[index] = 0 }
    for index in judges.indices { judges[index].addStrangeness(to: &strangeness) }
    var sum: Float = 0
    var known: Float = 0
    for index in strangeness.indices where isKnown[index] {
      sum += strangeness[index]
      known += 1
    }
    return known == 0 ? 0 : sum / (known * wholeWeight)
  }

  /// The expectation of the first model, made before the row; the band is three deviations of its errors.
  public func finding(of metric: Int) -> MetricFinding? {
    guard isKnown[metric], rows > (scaler.isRunning ? Self.warmUp : 1) else { return nil }
    let deviation = scaler.unit(of: metric)
    let expected = scaler.means[metric] + Double(held[metric] - firstErrors[metric]) * deviation
    let band = 3 * Double(calibration.deviations[metric]) * deviation
    var whole: Float = 0
    for index in strangeness.indices where isKnown[index] { whole += strangeness[index] }
    return MetricFinding(
      value: Double(values[metric]), expected: expected, lower: expected - band, upper: expected + band,
      contribution: whole > 0 ? Double(strangeness[metric] / whole) : 0)
  }
}
