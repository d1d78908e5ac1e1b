import Features

/// Every forecaster that ships, by the name that `--model` takes.
public enum ForecasterKind: String, CaseIterable, Sendable {
  /// Boosted trees on load features and the linear autoregression, combined by how well they did so far.
  case trees
  /// Ridge regression on the last ten loads and the same time of the days before.
  case autoregression
  /// The load of the same time yesterday.
  case seasonalNaive = "seasonal-naive"
  /// The newest load.
  case persistence

  /// Whether `fit` learns anything.
  public var learns: Bool { self == .trees || self == .autoregression }

  /// A forecaster of this kind that has seen nothing yet.
  ///
  /// - Parameters:
  ///   - history: An empty history, with target, scale and calendar.
  ///   - levels: Quantile levels, rising, each between 0 and 1.
  ///   - seed: Of the sampling in training.
  ///   - threads: Used in training.
  public func make(_ history: LoadHistory, levels: [Double], seed: UInt64, threads: Int) -> any Forecaster {
    switch self {
    case .trees:
      CombinedForecaster(
        history, configuration: QuantileModelConfiguration(levels: levels, seed: seed, threads: threads))
    case .autoregression: AutoregressiveForecaster(history, levels: levels)
    case .seasonalNaive: SeasonalNaiveForecaster(history, levels: levels)
    case .persistence: PersistenceForecaster(history, levels: levels)
    }
  }
}
