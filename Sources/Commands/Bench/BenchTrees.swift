import ArgumentParser
import Foundation
import Learning
import Telemetry

/// `bench trees`: how fast boosted trees are grown and asked, and how good they are.
struct BenchTrees: ParsableCommand {
  /// What the trees are fitted to.
  enum Objective: String, CaseIterable, ExpressibleByArgument {
    case squaredError, logistic, quantile
  }

  static let configuration = CommandConfiguration(
    commandName: "trees", abstract: "Time, memory and score of training trees, and of asking them.",
    discussion: """
      Matrices are .npy files of float32 or float64 in C order; NaN is a missing feature. Single rows are asked in \
      scattered order, every 7919th of the test set, so that neighbouring rows' likeness helps nobody. Memory is the \
      process's peak, all four files included, in MiB.
      """)

  @Option(help: "Training features, .npy, [rows, features].")
  var trainX: String

  @Option(help: "Training targets, .npy, [rows].")
  var trainY: String

  @Option(help: "Test features, .npy, [rows, features].")
  var testX: String

  @Option(help: "Test targets, .npy, [rows].")
  var testY: String

  @Option(help: "What to fit.")
  var objective = Objective.squaredError

  @Option(help: "Level of the quantile objective, between 0 and 1.")
  var quantileLevel = 0.9

  @Option(help: "Trees.")
  var rounds = 500

  @Option(help: "Leaves per tree.")
  var maxLeaves = 31

  @Option(help: "Shrinkage of each tree.")
  var learningRate = 0.1

  @Option(help: "Bins per feature, 2 to 255.")
  var maxBins = 255

  @Option(help: "Rows that each leaf must hold.")
  var minRows = 20

  @Option(help: "L2 penalty on leaf values, in rows.")
  var l2 = 1.0

  @Option(help: "Cores for training and for asking whole test sets (default: all for training, 1 for asking).")
  var threads: Int?

  @Option(help: "Times to bin, and to train; medians are reported.")
  var `repeat` = 1

  @Option(help: "Keep the model in this file: XGBoost's JSON where its name ends with .json, otherwise safetensors.")
  var save: String?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...1_000).contains(`repeat`) else { throw ValidationError("--repeat is \(`repeat`), expected 1 to 1000") }
    do {
      _ = try settings.validated()
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// The options as the learner's settings.
  private var settings: BoostingConfiguration {
    let objective: BoostingObjective =
      switch objective {
      case .squaredError: .squaredError
      case .logistic: .logistic
      case .quantile: .quantile(quantileLevel)
      }
    return BoostingConfiguration(
      objective: objective, rounds: rounds, maxLeaves: maxLeaves, learningRate: learningRate, maxBins: maxBins,
      minRowsPerLeaf: minRows, l2: l2, threads: threads ?? Machine.coreCount)
  }

  func run() throws {
    let testTargets = try TargetFile(testY, for: objective)
    let test = try FeatureFile(testX, rows: testTargets.values.count, of: testY)
    let trainTargets = try TargetFile(trainY, for: objective)
    if objective == .logistic, Set(testTargets.values).count < 2 {
      throw CommandFailure(
        .badData, "\(testY) holds rows of one class only, expected both, without which there is no AUC; give others")
    }

    let binning = try bin(trainTargets, featureCount: test.featureCount)
    let training = try train(binning.matrix, trainTargets)
    let predictor = TreePredictor(training.trees)
    let speed = PredictionSpeed(predictor, test, threads: threads ?? 1)
    let file = try TreeModelFile.encode(training.trees, as: save)
    if let save { try OutputFile.write(file, to: save) }

    let score = TreeScore(predictions: speed.predictions, targets: testTargets.values)
    let report = TreeBenchReport(
      objective: objective.rawValue, quantileLevel: objective == .quantile ? quantileLevel : nil, rounds: rounds,
      rows: trainTargets.values.count, features: test.featureCount, testRows: testTargets.values.count,
      threads: settings.threads, predictThreads: threads ?? 1,
      binningSeconds: binning.seconds, trainingSeconds: training.seconds,
      peakMemoryMegabytes: Double(Machine.peakResidentBytes) / 1_048_576,
      rmse: objective == .squaredError ? score.rootMeanSquare : nil,
      auc: objective == .logistic ? score.areaUnderCurve : nil,
      pinball: objective == .quantile ? score.pinball(quantileLevel) : nil,
      modelBytes: file.count, predictRowsPerSecond: speed.rowsPerSecond, singleRowMicroseconds: speed.singleRow,
      build: .current)
    if output.json { try output.print(report) } else { try StandardOutput.write(report.text) }
  }

  /// Bins the training features, which are in memory no longer than that.
  private func bin(_ targets: TargetFile, featureCount: Int) throws -> (matrix: BinnedMatrix, seconds: Double) {
    let train = try FeatureFile(trainX, rows: targets.values.count, of: trainY, expectedFeatures: featureCount)
    let matrix = TrainingMatrix(
      features: train.values, featureCount: train.featureCount, targets: targets.values)
    var seconds: [Double] = []
    var binned: BinnedMatrix?
    for _ in 0..<`repeat` {
      binned = nil
      let start = ContinuousClock.now
      binned = try BinnedMatrix(matrix, maxBins: maxBins, threads: settings.threads)
      seconds.append((ContinuousClock.now - start).seconds)
    }
    return (binned!, Self.median(seconds))
  }

  private func train(_ matrix: BinnedMatrix, _ targets: TargetFile) throws -> (trees: BoostedTrees, seconds: Double) {
    let bar = ProgressBar("trees", total: rounds * `repeat`)
    var seconds: [Double] = []
    var trees: BoostedTrees?
    for run in 0..<`repeat` {
      let start = ContinuousClock.now
      trees = try BoostedTrees.fit(matrix, targets: targets.values, configuration: settings) {
        bar.update(run * rounds + $0.round)
        return true
      }
      seconds.append((ContinuousClock.now - start).seconds)
    }
    bar.finish()
    return (trees!, Self.median(seconds))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
