import Features
import Learning

/// Several means, weighted by how well they did so far, with the band of boosted quantile trees kept honest.
///
/// The experts are the linear autoregression, boosted trees on its residual, boosted trees on the load itself, the
/// median of the quantile trees, and the newest load. How they are weighted and how the band is moved is learned from
/// every forecast whose window has ended; before the first there is one, from a rehearsal: a fit on
/// the oldest four fifths of the history, walked through the newest fifth.
public struct CombinedForecaster: Forecaster {
  private var trees: BoostedForecaster
  private var linear: AutoregressiveForecaster
  private var direct: MeanTrees?
  private var residual: MeanTrees?
  private var online: OnlineCombination
  private let configuration: QuantileModelConfiguration

  public var target: ForecastTarget { trees.target }
  public var levels: [Double] { trees.levels }

  /// - Parameter history: An empty history, with target, scale and calendar.
  public init(_ history: LoadHistory, configuration: QuantileModelConfiguration) {
    trees = BoostedForecaster(history, configuration: configuration)
    linear = AutoregressiveForecaster(history, levels: [0.5])
    online = OnlineCombination(target: history.target, levels: configuration.levels, experts: 5)
    self.configuration = configuration
  }

  public mutating func observe(_ load: Float) {
    trees.observe(load)
    linear.observe(load)
    online.observe(load)
    combine()
  }

  public mutating func fit() throws(ForecastError) {
    let isFirst = trees.model == nil
    try learn()
    if isFirst { rehearse() }
    combine()
  }

  public mutating func forecast(into quantiles: inout [Float]) -> Float? {
    guard let answer = online.newest else { return nil }
    quantiles = answer.quantiles
    return answer.mean
  }

  private mutating func learn() throws(ForecastError) {
    let sample = try TrainingSample(trees.history, configuration)
    let matrix = try QuantileModel.bins(sample, configuration)
    let model = try QuantileModel.fit(sample, matrix, target: target, configuration: configuration)
    try linear.fit()
    let residuals = zip(sample.positions, sample.loads).map { position, load in
      let prediction = linear.hindcast(position)
      return prediction.isNaN ? 0 : load - prediction
    }
    do {
      var boosting = configuration.boosting(rows: sample.count)
      boosting.rounds = 100
      direct = try MeanTrees(matrix, sample.loads, boosting)
      // What the line has left over is mostly noise: smaller steps.
      boosting.learningRate /= 2
      residual = try MeanTrees(matrix, residuals, boosting)
    } catch {
      throw .learning("the forecaster's mean cannot be trained: \(error)")
    }
    trees.adopt(model)
  }

  /// Takes over what a forecaster that knew only the oldest four fifths would have learned from the newest.
  private mutating func rehearse() {
    let history = trees.history
    let first = history.loads.firstPosition
    let split = first + (history.count - first) * 4 / 5
    var rehearsal = CombinedForecaster(history.emptied, configuration: configuration)
    for position in first..<split { rehearsal.observe(history.loads[position]) }
    // With too little to learn from, the experts start with equal weights.
    guard (try? rehearsal.learn()) != nil else { return }
    for position in split..<history.count { rehearsal.observe(history.loads[position]) }
    online = rehearsal.online
  }

  private mutating func combine() {
    var quantiles = [Float](repeating: 0, count: levels.count)
    guard let direct, let residual, let median = trees.forecast(into: &quantiles) else { return }
    let features = trees.features
    // Where too much is missing for the line, the median stands for it.
    let line = linear.prediction.isNaN ? median : linear.prediction
    let experts = [
      line, max(0, line + residual.predict(features.span)), max(0, direct.predict(features.span)), median,
      trees.history.newestLoad,
    ]
    online.combine(experts, quantiles)
  }
}
