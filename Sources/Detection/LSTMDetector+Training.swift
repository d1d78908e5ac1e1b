import Features
import Learning
import Tensors

extension LSTMDetector {
  /// The fewest rows that can be split into training and validation blocks of whole windows.
  public static let fewestRows = 1_000
  private static let blocks = 40
  private static let varianceFloor = 0.0025

  /// Trains on rows of normal operation (some anomalies do little harm).
  ///
  /// Every fifth of 40 blocks is kept from the network; it supplies the statistics of errors and the threshold.
  ///
  /// - Parameters:
  ///   - metrics: Names, `[D]`.
  ///   - columns: `[D][N]`, oldest row first, in the metrics' own units; NaN is missing.
  ///   - intervalSeconds: Seconds between rows, if known.
  ///   - progress: Called after every step; false ends the training, and the best weights so far are taken.
  ///   - warn: Told when the loss stops being finite and the best weights before it are taken.
  /// - Throws: `DetectionError.tooFewRows` below `fewestRows`, `.learning` when the learner refuses.
  public static func train(
    metrics: [String], columns: [[Double]], intervalSeconds: Double?, configuration: LSTMDetectorConfiguration,
    progress: ((LSTMTrainingProgress) -> Bool)? = nil, warn: (String) -> Void = { _ in }
  ) throws(DetectionError) -> LSTMDetector {
    let configuration = try configuration.validated()
    let rows = columns.first?.count ?? 0
    precondition(
      metrics.count == columns.count && columns.allSatisfy { $0.count == rows },
      "\(metrics.count) names for \(columns.count) metrics of \(columns.map(\.count)) rows")
    guard rows >= fewestRows else { throw .tooFewRows(found: rows, needed: fewestRows) }
    let start =
      configuration.adaptsScale ? RunningScaler(metrics: metrics.count) : scaler(of: columns)
    let (inputs, targets) = tables(columns, scaler: start)

    let length = (rows - 1) / blocks
    var training: [Range<Int>] = []
    var validation: [Range<Int>] = []
    for block in 0..<blocks {
      let range = block * length..<(block + 1) * length
      if block % 5 == 4 {
        validation.append(range)
      } else if let last = training.last, last.upperBound == range.lowerBound {
        training[training.count - 1] = last.lowerBound..<range.upperBound
      } else {
        training.append(range)
      }
    }
    do {
      let window = min(64, length)
      var network = LSTMNetwork(
        LSTMConfiguration(
          inputs: metrics.count, hidden: configuration.hidden, outputs: metrics.count, seed: configuration.seed))
      var recipe = LSTMTrainingConfiguration()
      recipe.steps = configuration.steps
      recipe.window = window
      recipe.warmUp = min(recipe.warmUp, window / 2)
      recipe.seed = configuration.seed
      if let threads = configuration.threads { recipe.threads = threads }
      do {
        _ = try LSTMTrainer.train(
          &network, inputs: inputs, targets: targets, blocks: training, validationBlocks: validation,
          configuration: recipe, progress: progress)
      } catch .lossNotFinite(let step, let keptStep, let windows) where keptStep > 0 {
        warn("\(RecurrentError.lossNotFinite(step: step, keptStep: keptStep, windows: windows))")
      }
      var detector = LSTMDetector(
        metrics: metrics, intervalSeconds: intervalSeconds, network: network, scaler: start,
        calibration: Calibration(
          variances: [Double](repeating: 1, count: metrics.count), plainUnit: 1, normalizedUnit: 1, threshold: 1))
      detector.calibrate(columns, on: validation, alarmRate: configuration.alarmRate)
      detector.reset()
      return detector
    } catch {
      throw .learning("the detector cannot be trained: \(error)")
    }
  }

  /// Mean and deviation of the training rows, with floors of a hundredth of the range and a thousandth of the mean.
  private static func scaler(of columns: [[Double]]) -> RunningScaler {
    var means: [Double] = []
    var deviations: [Double] = []
    for column in columns {
      let known = column.map { Double(Float($0)) }.filter { $0.isFinite }
      let mean = known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
      let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, known.count))
      let range = (known.max() ?? 0) - (known.min() ?? 0)
      means.append(rounded(mean))
      deviations.append(rounded(max(variance.squareRoot(), 0.01 * range, 1e-3 * abs(mean), 1e-9)))
    }
    return RunningScaler(means: means, deviations: deviations)
  }

  /// Rounded to what a file keeps, so that a detector read back scores the same bits.
  private static func rounded(_ value: Double) -> Double { Double(Float(value)) }

  /// Inputs `[N-1, D]` and, one row later, targets; a missing input repeats the value before it.
  private static func tables(_ columns: [[Double]], scaler: RunningScaler) -> (inputs: Tensor, targets: Tensor) {
    var scaler = scaler
    let width = columns.count
    let rows = columns[0].count
    var inputs = Tensor(zeros: [rows - 1, width])
    var targets = inputs
    var row = [Float](repeating: 0, count: width)
    var scores = row
    var last = row
    for index in 0..<rows {
      for metric in 0..<width { row[metric] = Float(columns[metric][index]) }
      scaler.scale(row.span, into: &scores)
      for metric in 0..<width {
        if index > 0 { targets.values[(index - 1) * width + metric] = scores[metric] }
        if !scores[metric].isNaN { last[metric] = min(max(scores[metric], -5), 5) }
        if index < rows - 1 { inputs.values[index * width + metric] = last[metric] }
      }
    }
    return (inputs, targets)
  }

  /// Runs over all rows and takes the statistics of the validation ones.
  ///
  /// - Parameter validation: Rows whose successors the network was not trained on.
  private mutating func calibrate(_ columns: [[Double]], on validation: [Range<Int>], alarmRate: Double) {
    let isHeldOut = validation.reduce(into: Set<Int>()) { $0.formUnion($1.map { $0 + 1 }) }
    let fresh = self
    var row = [Float](repeating: 0, count: metricCount)
    var squares = [Double](repeating: 0, count: metricCount)
    var counts = squares
    for index in columns[0].indices {
      for metric in 0..<metricCount { row[metric] = Float(columns[metric][index]) }
      _ = advance(row.span)
      guard isHeldOut.contains(index) else { continue }
      for metric in 0..<metricCount where !residuals[metric].isNaN {
        squares[metric] += Double(residuals[metric] * residuals[metric])
        counts[metric] += 1
      }
    }
    let variances = zip(squares, counts).map { Self.rounded($0 / max(1, $1) + Self.varianceFloor) }
    self = fresh
    calibration.variances = variances
    var plain: [Double] = []
    var normalized: [Double] = []
    for index in columns[0].indices {
      for metric in 0..<metricCount { row[metric] = Float(columns[metric][index]) }
      let errors = advance(row.span)
      guard isHeldOut.contains(index), errors.known > 0 else { continue }
      plain.append(errors.plain)
      normalized.append(errors.normalized)
    }
    calibration.plainUnit = Self.rounded(Self.quantile(plain, 0.99))
    calibration.normalizedUnit = Self.rounded(Self.quantile(normalized, 0.99))
    let scores = zip(plain, normalized).map {
      (($0 / calibration.plainUnit) * ($1 / calibration.normalizedUnit)).squareRoot()
    }
    calibration.threshold = Self.rounded(TailThreshold.threshold(scores, alarmRate: alarmRate))
  }

  private static func quantile(_ values: [Double], _ level: Double) -> Double {
    let sorted = values.sorted()
    return max(sorted.isEmpty ? 1 : sorted[Int(level * Double(sorted.count - 1))], 1e-9)
  }
}
