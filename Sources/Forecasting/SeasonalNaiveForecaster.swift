import Features

/// The load of the same window yesterday, or the newest load while there is no yesterday.
///
/// Where times mean no dates a day is still 86,400 s of steps.
public struct SeasonalNaiveForecaster: Forecaster {
  public let target: ForecastTarget
  public let levels: [Double]
  private let day: Int
  private var maximum: SlidingMaximum
  private var maxima: RingBuffer
  private var last: Float = .nan
  private var band: ResidualBand

  public init(_ history: LoadHistory, levels: [Double]) {
    target = history.target
    self.levels = levels
    let day = max(1, Int((86_400 / target.stepSeconds).rounded()))
    // A window further ahead than a day repeats the newest whole day that is known.
    self.day = day * ((target.reach + day - 1) / day)
    maximum = SlidingMaximum(length: target.window)
    maxima = RingBuffer(capacity: self.day + 1)
    band = ResidualBand(target: target, levels: levels)
  }

  public mutating func observe(_ load: Float) {
    let load = load.isFinite ? load : .nan
    if !load.isNaN { last = load }
    maximum.append(load)
    maxima.append(maximum.maximum)
    let yesterday = maxima[maxima.count - 1 + target.reach - day]
    band.observe(load, prediction: yesterday.isNaN ? last : yesterday)
  }

  public mutating func fit() {}

  public mutating func forecast(into quantiles: inout [Float]) -> Float? {
    band.forecast(into: &quantiles)
  }
}
