import Features
import Learning
import Numerics
import Tensors

extension TrainedDetector {
  /// The fewest rows that can be split into training and validation blocks of whole windows.
  public static let fewestRows = 1_000
  private static let ridgePenalty = 0.1
  private static let subspaceShare = 0.7

  /// Trains on rows of normal operation (some anomalies do little harm).
  ///
  /// Every fifth of 40 blocks is kept from the models; it supplies the statistics of errors and the thresholds.
  ///
  /// - Parameters:
  ///   - metrics: Names, `[D]`.
  ///   - columns: `[D][N]`, oldest row first, in the metrics' own units; NaN is missing.
  ///   - starts: The rows at which a series begins, the first of them 0; nothing is learned from one about the next.
  ///   - intervalSeconds: Seconds between rows, if known.
  ///   - progress: Called after every step; false ends the LSTM's training, and the best weights so far are taken.
  ///   - warn: Told when the loss stops being finite and the best weights before it are taken.
  /// - Throws: `DetectionError.tooFewRows` below `fewestRows`, `.learning` when a learner refuses.
  public static func train(
    metrics: [String], columns: [[Double]], starts: [Int] = [0], intervalSeconds: Double?,
    configuration: TrainedDetectorConfiguration = TrainedDetectorConfiguration(),
    progress: ((LSTMTrainingProgress) -> Bool)? = nil, warn: (String) -> Void = { _ in }
  ) throws(DetectionError) -> TrainedDetector {
    let configuration = try configuration.validated()
    let rows = columns.first?.count ?? 0
    precondition(
      metrics.count == columns.count && columns.allSatisfy { $0.count == rows },
      "\(metrics.count) names for \(columns.count) metrics of \(columns.map(\.count)) rows")
    guard rows >= fewestRows else { throw .tooFewRows(found: rows, needed: fewestRows) }
    for (name, column) in zip(metrics, columns) where !column.contains(where: { $0.isFinite }) {
      throw .learning("the detector cannot be trained: '\(name)' has no values; leave the column out with --column")
    }
    let series = TrainingSeries(
      columns, starts: starts,
      scaler: configuration.adaptsScale ? RunningScaler(metrics: metrics.count) : scaler(of: columns))
    do {
      var detector = TrainedDetector(
        metrics: metrics, intervalSeconds: intervalSeconds, models: configuration.models, scaler: series.scaler,
        lstm: configuration.models.hasLSTM ? try lstm(series, configuration, progress, warn) : nil,
        ridge: configuration.models.hasRidge ? try ridge(series, intervalSeconds) : nil,
        subspace: configuration.models.hasSubspace ? try subspace(series) : nil, calibration: .start(metrics.count))
      detector.calibrate(columns, series, alarmRate: configuration.alarmRate)
      detector.reset()
      return detector
    } catch let error as DetectionError {
      throw error
    } catch {
      throw .learning("the detector cannot be trained: \(error)")
    }
  }

  /// Mean and deviation of the training rows, with floors of a fiftieth of the range and a thousandth of the mean; of a metric that
  /// stood still a hundredth of its value, or of 1 when that is more.
  private static func scaler(of columns: [[Double]]) -> RunningScaler {
    var means: [Double] = []
    var deviations: [Double] = []
    for column in columns {
      let known = column.map { Double(Float($0)) }.filter { $0.isFinite }
      let mean = known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
      let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, known.count))
      let range = (known.max() ?? 0) - (known.min() ?? 0)
      means.append(rounded(mean))
      // What stood still in training may move a little without being news.
      let floor = range == 0 ? 0.01 * max(1, abs(mean)) : max(0.02 * range, 1e-3 * abs(mean), 1e-9)
      deviations.append(rounded(max(variance.squareRoot(), floor)))
    }
    return RunningScaler(means: means, deviations: deviations)
  }

  /// Rounded to what a file keeps, so that a detector read back scores the same bits.
  private static func rounded(_ value: Double) -> Double { Double(Float(value)) }

  private static func lstm(
    _ series: TrainingSeries, _ configuration: TrainedDetectorConfiguration,
    _ progress: ((LSTMTrainingProgress) -> Bool)?, _ warn: (String) -> Void
  ) throws(RecurrentError) -> LSTMErrors {
    let horizon = configuration.models.horizon
    let width = series.width
    var inputs = Tensor(zeros: [series.rows, 2 * width])
    var targets = Tensor([Float](repeating: .nan, count: series.rows * width), shape: [series.rows, width])
    for range in series.ranges {
      var reader = DriftlessInputs(metrics: width)
      for row in range {
        series.withRow(row) { reader.advance($0) }
        for index in 0..<2 * width { inputs.values[row * 2 * width + index] = reader.values[index] }
        guard row + horizon < range.upperBound else { continue }
        for index in 0..<width where series.isKnown[(row + horizon) * width + index] {
          targets.values[row * width + index] = series.z[(row + horizon) * width + index] - reader.fast[index]
        }
      }
    }
    let blocks = series.blocks(horizon: horizon)
    var network = LSTMNetwork(
      LSTMConfiguration(
        inputs: 2 * width, hidden: configuration.hidden, outputs: width, seed: configuration.seed))
    var recipe = LSTMTrainingConfiguration()
    recipe.steps = configuration.steps
    let longest = [blocks.training, blocks.validation].map { $0.map(\.count).max() ?? 1 }
    recipe.window = min(64, longest[0], longest[1])
    recipe.warmUp = min(recipe.warmUp, recipe.window / 2)
    recipe.seed = configuration.seed
    if let threads = configuration.threads { recipe.threads = threads }
    do {
      _ = try LSTMTrainer.train(
        &network, inputs: inputs, targets: targets, blocks: blocks.training, validationBlocks: blocks.validation,
        configuration: recipe, progress: progress)
    } catch .lossNotFinite(let step, let keptStep, let windows) where keptStep > 0 {
      warn("\(RecurrentError.lossNotFinite(step: step, keptStep: keptStep, windows: windows))")
    }
    return LSTMErrors(network, horizon: horizon)
  }

  private static func ridge(_ series: TrainingSeries, _ intervalSeconds: Double?) throws -> RidgeErrors {
    let width = series.width
    var regression = RidgeRegression(inputs: LaggedInputs.lags * width, outputs: width)
    var target = [Float](repeating: 0, count: width)
    for range in series.ranges {
      var reader = LaggedInputs(metrics: width, intervalSeconds: intervalSeconds)
      var before: [Float]?
      for row in range {
        series.withRow(row) { reader.advance($0) }
        if let before, series.isLearned(row) {
          for index in 0..<width { target[index] = series.z[row * width + index] - reader.drift[index] }
          regression.add(before.span, target: target.span)
        }
        before = reader.values
      }
    }
    return RidgeErrors(try regression.solved(penalty: ridgePenalty), intervalSeconds: intervalSeconds)
  }

  private static func subspace(_ series: TrainingSeries) throws -> SubspaceErrors {
    let width = series.width
    var moments = [Double](repeating: 0, count: width * width)
    var row = [Double](repeating: 0, count: width)
    for index in 0..<series.rows where series.isLearned(index) {
      for metric in 0..<width { row[metric] = Double(SubspaceErrors.clip(series.z[index * width + metric])) }
      for left in 0..<width {
        for right in left..<width { moments[left * width + right] += row[left] * row[right] }
      }
    }
    return SubspaceErrors(try PrincipalSubspace(moments: moments, width: width, share: subspaceShare))
  }

  /// Runs over all rows and takes the statistics of those held out.
  private mutating func calibrate(_ columns: [[Double]], _ series: TrainingSeries, alarmRate: Double) {
    let width = metricCount
    var squares: [[[Float]]] = judges.map { _ in (0..<width).map { _ in [] } }
    var sums = [Double](repeating: 0, count: width)
    var row = [Float](repeating: 0, count: width)
    // Twice, since the sums need the scales, which need the averages of errors.
    func walk(_ take: (inout TrainedDetector, Float) -> Void) {
      for range in series.ranges {
        reset()
        for index in range {
          for metric in 0..<width { row[metric] = Float(columns[metric][index]) }
          let quick = advance(row.span)
          if series.isHeldOut[index], isKnown.contains(true) { take(&self, quick) }
        }
      }
    }
    walk { detector, _ in
      for metric in 0..<width where detector.isKnown[metric] {
        for judge in detector.judges.indices { squares[judge][metric].append(detector.judges[judge].smoothed[metric]) }
        sums[metric] += Double(detector.firstErrors[metric] * detector.firstErrors[metric])
      }
    }
    let counts = squares[0].map { Double(max(1, $0.count)) }
    calibrate(
      Calibration(
        scales: squares.map { $0.map { Self.scale(of: $0) } },
        deviations: zip(sums, counts).map { Float(max(($0 / $1).squareRoot(), 1e-3)) }, threshold: 1, quickThreshold: 1,
        usual: 1))
    var averaged: [Double] = []
    var quick: [Double] = []
    walk { detector, newest in
      averaged.append(Double(detector.sum()))
      quick.append(Double(newest))
    }
    var found = calibration
    found.threshold = Float(TailThreshold.threshold(averaged, alarmRate: alarmRate / 4))
    found.quickThreshold = Float(TailThreshold.threshold(quick, alarmRate: alarmRate / 4))
    if !averaged.isEmpty { found.usual = Float(averaged.sorted()[Int(0.95 * Double(averaged.count - 1))]) }
    found.usual = max(found.usual, .leastNormalMagnitude)
    calibrate(found)
  }

  /// The factor that makes a metric's squared errors comparable with the others'.
  private static func scale(of values: [Float]) -> Float {
    let sorted = values.sorted()
    let quantile = sorted.isEmpty ? 1 : Double(sorted[Int(ErrorScore.quantile * Double(sorted.count - 1))])
    return Float(Double.pow(quantile + ErrorScore.floor, -ErrorScore.power))
  }
}

extension TrainedDetector.Calibration {
  /// Before anything was measured.
  static func start(_ width: Int) -> Self {
    let ones = [Float](repeating: 1, count: width)
    return Self(scales: [ones, ones, ones], deviations: ones, threshold: 1, quickThreshold: 1, usual: 1)
  }
}
