import Features
import Learning
import Tensors

/// Boosted quantile trees on the features of a load; the forecaster of the autoscaler.
///
/// The level nearest to 0.5 stands for the mean; `CombinedForecaster` has one of its own.
public struct BoostedForecaster: Forecaster {
  public private(set) var history: LoadHistory
  /// The quantile trees in use; nil before `fit` or `install`.
  public private(set) var model: QuantileModel?
  public var target: ForecastTarget { history.target }
  public var levels: [Double] { configuration.levels }
  private let configuration: QuantileModelConfiguration
  private let nearestToMedian: Int
  /// `[F]`, of the newest forecast.
  private(set) var features = [Float](repeating: 0, count: LoadHistory.featureCount)

  /// - Parameter history: An empty history, with target, scale and calendar.
  public init(_ history: LoadHistory, configuration: QuantileModelConfiguration) {
    self.history = history
    self.configuration = configuration
    let levels = configuration.levels
    nearestToMedian = levels.indices.min { abs(levels[$0] - 0.5) < abs(levels[$1] - 0.5) } ?? 0
  }

  /// The load of one replica, in the unit of the loads.
  public var scale: Double {
    get { history.scale }
    set { history.scale = newValue }
  }

  public mutating func observe(_ load: Float) {
    history.append(load)
  }

  /// Sets the time of the first load, before it is observed.
  public mutating func begin(at startTime: Double) { history.startTime = startTime }

  /// Forgets the history, keeping the model.
  public mutating func restart(at startTime: Double) {
    history = history.emptied(startingAt: startTime)
  }

  /// Takes up a history that was kept across a restart.
  ///
  /// - Precondition: It is of the same target.
  public mutating func resume(_ history: LoadHistory) {
    precondition(history.target == target, "a history for \(history.target), not \(target)")
    self.history = history
  }

  /// Trains on the history without touching this forecaster, so that it can run elsewhere meanwhile.
  public func trained(threads: Int) throws(ForecastError) -> QuantileModel {
    var configuration = configuration
    configuration.trees.threads = threads
    return try QuantileModel.fit(history, configuration: configuration)
  }

  /// Uses `model` from now on.
  ///
  /// - Precondition: It was trained for this target and these levels.
  public mutating func adopt(_ model: QuantileModel) {
    precondition(
      model.target == target && model.levels == levels,
      "a model of \(model.target) at \(model.levels) for \(target) at \(levels)")
    self.model = model
  }

  public mutating func fit() throws(ForecastError) {
    model = try QuantileModel.fit(history, configuration: configuration)
  }

  public mutating func forecast(into quantiles: inout [Float]) -> Float? {
    guard let model else { return nil }
    guard history.extract(into: &features) else { return nil }
    model.predict(features.span, into: &quantiles)
    for index in 0..<quantiles.count {
      let ratio = quantiles[index]
      quantiles[index] = history.decode(ratio)
    }
    return quantiles[nearestToMedian]
  }
}
