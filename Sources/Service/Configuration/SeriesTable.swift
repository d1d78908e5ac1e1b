/// How an observation's fields are made from raw series, where no PromQL engine stands between.
public struct SeriesTable: Sendable, Equatable {
  /// What is made of the series that a selector matches.
  public enum Combination: String, Sendable, CaseIterable {
    /// Sum of the newest values.
    case sum
    /// Mean of the newest values.
    case mean
    /// Sum of the counters' increases per second over the window; resets are none.
    case rate
    /// The 95th percentile of a classic histogram's increase over the window, by linear interpolation as `histogram_quantile` does.
    case p95
    /// Number of matching series whose newest value is not zero.
    case count
  }

  public struct Rule: Sendable, Equatable {
    /// `name{label="value", label!="value", label=~"regex", label!~"regex"}`
    public var selector: String
    public var combination: Combination
    /// The result is multiplied by this, to reach the field's unit.
    public var factor = 1.0
    /// A second selector: the result is divided by the same combination of it (for shares such as errors over requests).
    public var divisor: String?

    public init(selector: String, combination: Combination, factor: Double = 1, divisor: String? = nil) {
      self.selector = selector
      self.combination = combination
      self.factor = factor
      self.divisor = divisor
    }
  }

  public var rules: [ObservationField: Rule]
  /// Window of rates and percentiles, in seconds.
  public var windowSeconds = 60.0
  /// A series is gone when nothing came of it for so long, in seconds.
  public var staleSeconds = 300.0

  public init(_ rules: [ObservationField: Rule] = [:]) { self.rules = rules }
}
