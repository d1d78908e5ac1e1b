import Engine

/// The largest load over the lead time, as quantiles in requests per second.
struct ForecastDocument: Encodable {
  private let timestamp: Double?
  private let workload: String
  private let horizonSeconds: Double
  /// By name, `q0.5` and so on; nil before there is a forecast.
  private let quantiles: [String: Double]?
  private let degraded: String?

  /// - Parameter observation: One that is taken for the newest, without being remembered; nil for the forecast as it stands.
  init(_ workload: Workload, after observation: ObservationMessage? = nil) {
    self.workload = workload.name
    let (time, horizon, found, why) = workload.read { core in
      var pipeline = core.ladder.pipeline
      if let observation { pipeline.observe(observation.observation) }
      let outlook = pipeline.outlook()
      return (
        observation?.observation.timestamp ?? core.order.newest, pipeline.workload.target.windowSeconds,
        outlook.quantiles, outlook.degraded
      )
    }
    timestamp = time
    horizonSeconds = horizon
    quantiles = found.map { found in
      Dictionary(uniqueKeysWithValues: found.map { ("q\($0.level)", ($0.load * 1e4).rounded() / 1e4) })
    }
    degraded = why?.rawValue
  }
}
