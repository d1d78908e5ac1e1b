import Features

/// Tomorrow is like today: the newest known load.
public struct PersistenceForecaster: Forecaster {
  public let target: ForecastTarget
  public let levels: [Double]
  private var last: Float = .nan
  private var band: ResidualBand

  public init(_ history: LoadHistory, levels: [Double]) {
    target = history.target
    self.levels = levels
    band = ResidualBand(target: target, levels: levels)
  }

  public mutating func observe(_ load: Float) {
    let load = load.isFinite ? load : .nan
    if !load.isNaN { last = load }
    band.observe(load, prediction: last)
  }

  public mutating func fit() {}

  public mutating func forecast(into quantiles: inout [Float]) -> Float? {
    band.forecast(into: &quantiles)
  }
}
