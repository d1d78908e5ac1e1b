import Features

/// The one door of the room: what load comes next, from the past alone.
///
/// A forecaster is told one load a step, learns when it is asked to, and answers for its
/// `target` from what it has been told; nothing later than that can reach it.
public protocol Forecaster: Sendable {
  /// What is forecast.
  var target: ForecastTarget { get }
  /// The quantile levels of an answer, rising, each between 0 and 1.
  var levels: [Double] { get }
  /// Takes the load of the next step; one that is not finite is missing.
  mutating func observe(_ load: Float)
  /// Learns from everything observed so far; a forecaster without parameters does nothing.
  ///
  /// - Throws: `ForecastError` when there is not enough to learn from.
  mutating func fit() throws(ForecastError)
  /// Forecasts the target.
  ///
  /// - Parameter quantiles: `[levels.count]`, overwritten with rising loads, in the unit of the loads.
  /// - Returns: The mean, or nil while the forecaster cannot say (then `quantiles` is unspecified).
  mutating func forecast(into quantiles: inout [Float]) -> Float?
}
