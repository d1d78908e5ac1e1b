/// Why a decision is what it is; a value that becomes a sentence only when someone reads it.
public enum DecisionReason: Sendable, Equatable, CustomStringConvertible {
  /// The metric is near its target.
  case withinTolerance(metric: MetricName, value: Double, target: Double)
  /// The metric has been away from its target for too short a time.
  case waiting(metric: MetricName, value: Double, target: Double)
  /// The metric asks for another number.
  case target(metric: MetricName, value: Double, target: Double, recommended: Int)
  /// Scaling down waits for the stabilization window.
  case stabilized(metric: MetricName, value: Double, target: Double, recommended: Int)
  /// A policy of the table was followed.
  case rung(RungReason)
  /// One forecast quantile is followed, in replicas' worth.
  case quantile(level: Double, forecast: Double, load: Double)
  /// The load around the same time yesterday.
  case yesterday(load: Double, known: Bool)
  /// Knative's panic window overrides its stable one.
  case panic(value: Double, target: Double)
  /// A constant.
  case fixed
  /// The future is known.
  case foreseen(load: Double)
  /// The input that the policy lives on is missing, so nothing changes.
  case noMetric(MetricName)
  /// The metric has been missing for so long that a number set for this case is used.
  case fallback(MetricName, replicas: Int)

  /// A moving average of the load, in requests per second, with the HPA's headroom; there was no time for more.
  case averaged(load: Double)
  /// The last decision, or what the load demands if that is more; there was no time for more.
  case held

  /// The metrics that policies look at.
  public enum MetricName: String, Sendable, Codable {
    case cpu = "CPU"
    case requests
  }

  /// What the learned policy's sentence is made of.
  public struct RungReason: Sendable, Equatable {
    public var regime: Regime
    public var rung: Rung
    /// The forecast of the rung's level, in replicas' worth.
    public var forecast: Double
    /// The newest load, in replicas' worth.
    public var load: Double
    /// The shadow cost and unserved load of the rungs in use as shares of the HPA's; nil before there are statistics, and
    /// where the HPA leaves next to nothing unserved.
    public var costShare: Double?
    public var lossShare: Double?
    /// The share of every replica that the load does not explain; 0 when there is none.
    public var capacityLost: Double

    package init(
      regime: Regime, rung: Rung, forecast: Double, load: Double, costShare: Double? = nil, lossShare: Double? = nil,
      capacityLost: Double = 0
    ) {
      self.regime = regime
      self.rung = rung
      self.forecast = forecast
      self.load = load
      self.costShare = costShare
      self.lossShare = lossShare
      self.capacityLost = capacityLost
    }
  }

  public var description: String {
    switch self {
    case .withinTolerance(let metric, let value, let target):
      "\(metric.rawValue) at \(percent(value)) % is within tolerance of the target of \(percent(target)) %"
    case .waiting(let metric, let value, let target):
      "\(metric.rawValue) at \(percent(value)) % against a target of \(percent(target)) % has not lasted long enough to act"
    case .target(let metric, let value, let target, let recommended):
      "\(metric.rawValue) at \(percent(value)) % against a target of \(percent(target)) % asks for \(recommended) replicas"
    case .stabilized(let metric, let value, let target, let recommended):
      "\(metric.rawValue) at \(percent(value)) % against a target of \(percent(target)) % asks for \(recommended) replicas, "
        + "but the stabilization window still holds more"
    case .rung(let reason): reason.description
    case .quantile(let level, let forecast, let load):
      "the \(level) quantile of the load over the lead time is \(decimal(forecast)) replicas' worth (now \(decimal(load)))"
    case .averaged(let load):
      "the load has lately been \(decimal(load)) requests per second, which asks for this at 70 % of the capacity"
    case .held: "the last decision stands, or what the load demands now"
    case .yesterday(let load, true):
      "the load around this time yesterday reached \(decimal(load)) replicas' worth"
    case .yesterday(let load, false):
      "there is no yesterday yet; the load is \(decimal(load)) replicas' worth"
    case .panic(let value, let target):
      "panic: requests at \(percent(value)) % of the stable capacity are over twice the target of \(percent(target)) %"
    case .fixed: "the number of replicas is fixed"
    case .foreseen(let load): "the load will reach \(decimal(load)) replicas' worth within the start-up time"
    case .noMetric(let metric): "\(metric.rawValue) is not known, so the number of replicas stays"
    case .fallback(let metric, let replicas):
      "\(metric.rawValue) not known for too long, so the fallback of \(replicas) replicas is used"
    }
  }
}

extension DecisionReason.RungReason: CustomStringConvertible {
  public var description: String {
    var text = "regime \(regime.rawValue): the \(rung.level) quantile of the load over the lead time is "
    text += "\(decimal(forecast)) replicas' worth (now \(decimal(load)))"
    if rung.headroom > 0 { text += ", at least \(percent(rung.headroom)) % above the present load" }
    text += rung.hold > 1 ? ", the largest of the last \(rung.hold) ticks" : ""
    if rung.deadBand > 0 { text += ", given back from \(percent(rung.deadBand)) % too many" }
    if let costShare { text += "; in shadow the rungs in use cost \(decimal(costShare)) of the HPA" }
    if let lossShare { text += " and leave \(decimal(lossShare)) of its unserved load" }
    if capacityLost > 0 {
      text += "; CPU is \(percent(capacityLost)) points above what the load explains, so more are asked for"
    }
    return text
  }
}

private func percent(_ share: Double) -> String { decimal(share * 100, digits: 1) }

private func decimal(_ value: Double, digits: Int = 2) -> String {
  guard value.isFinite else { return value > 0 ? "many" : "no" }
  let scale = digits == 1 ? 10.0 : 100.0
  let rounded = (value * scale).rounded() / scale
  return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
}
