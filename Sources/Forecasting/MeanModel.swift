import Features
import Learning

/// The mean of the target: linear autoregression plus boosted trees on its residual, if they help.
struct MeanModel: Sendable {
  var base: AutoregressiveForecaster
  /// Nil where they made the newest fifth of the rows no better.
  private var trees: BoostedTrees?
  /// Root mean square of the residual, which the trees speak in.
  private var unit: Float = 1

  init(_ history: LoadHistory) {
    base = AutoregressiveForecaster(history, levels: [0.5])
  }

  mutating func fit(_ sample: TrainingSample, configuration: QuantileModelConfiguration) throws(ForecastError) {
    try base.fit()
    var residuals: [Float] = []
    residuals.reserveCapacity(sample.count)
    for (position, load) in zip(sample.positions, sample.loads) {
      let prediction = base.hindcast(position)
      residuals.append(prediction.isNaN ? 0 : load - prediction)
    }
    let squares = residuals.reduce(0.0) { $0 + Double($1) * Double($1) }
    unit = Float(max((squares / Double(residuals.count)).squareRoot(), 1e-9))
    let width = LoadHistory.featureCount
    let split = sample.count * 4 / 5
    let newest = residuals[split...].map { $0 / unit }
    let lossWithout = (newest.reduce(0.0) { $0 + Double($1 * $1) } / Double(newest.count)).squareRoot()
    do {
      let training = TrainingMatrix(
        features: Array(sample.features[..<(split * width)]), featureCount: width,
        targets: residuals[..<split].map { $0 / unit })
      let validation = TrainingMatrix(
        features: Array(sample.features[(split * width)...]), featureCount: width,
        targets: newest)
      let fitted = try BoostedTrees.fit(
        training,
        configuration: BoostingConfiguration(
          rounds: 200, maxLeaves: 15, learningRate: 0.05, maxBins: 127, minRowsPerLeaf: min(40, split / 20),
          rowFraction: 0.8, featureFraction: 0.7, seed: configuration.trees.seed, threads: configuration.trees.threads,
          earlyStoppingRounds: 20),
        validation: validation)
      let loss = fitted.history[fitted.bestRound - 1].validationLoss ?? .infinity
      trees = Double(loss) < lossWithout ? fitted : nil
    } catch {
      throw .learning("the forecaster's mean cannot be trained: \(error)")
    }
  }

  /// The mean forecast made now, from the features of now; nil before `fit`.
  func forecast(_ features: Span<Float>) -> Float? {
    guard !base.prediction.isNaN else { return nil }
    guard let trees else { return base.prediction }
    return max(0, base.prediction + unit * trees.predict(features))
  }
}
