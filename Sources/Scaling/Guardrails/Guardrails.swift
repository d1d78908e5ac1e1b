/// What no recommendation may do, whatever the policy: a total function of what is known at a tick.
///
/// In this order; a later rule wins over an earlier one:
///
/// 1. An order beyond four times the largest load seen and ten more must be recommended at two ticks in a row.
/// 2. While the load is stale nothing is taken away, and nothing is added beyond what it last demanded, unless CPU
///    is healthy and saturated. With no load known, healthy CPU alone takes away at most half at once, as it does for
///    the HPA, which lives on it, with a stale load; with neither known, the number stays.
/// 3. Never fewer than ready · CPU, while CPU is healthy.
/// 4. Never fewer than the load demands now, while it is healthy (`keepsDemand`).
/// 5. Within the limits.
public struct Guardrails: Sendable, Equatable {
  /// CPU share from which more load would no longer show.
  static let saturation: Float = 0.95
  private static let largestStep: Float = 4
  private static let freeReplicas: Float = 10

  /// Replicas that serve, and that start.
  public var ready: Int
  public var starting: Int
  public var limits: ReplicaLimits
  /// The load in replicas' worth.
  public var load: Signal
  /// CPU share of the ready replicas, 0...1.
  public var utilization: Signal
  /// The largest load believed so far, in replicas' worth; NaN when there was none.
  public var largestLoad: Float
  /// What was recommended a tick ago.
  public var formerly: Int
  /// Whether rule 4 holds. The HPA lives on CPU and keeps its own rules.
  public var keepsDemand: Bool

  public init(
    ready: Int, starting: Int, limits: ReplicaLimits, load: Signal, utilization: Signal, largestLoad: Float = .nan,
    formerly: Int = 0, keepsDemand: Bool = true
  ) {
    self.ready = ready
    self.starting = starting
    self.limits = limits
    self.load = load
    self.utilization = utilization
    self.largestLoad = largestLoad
    self.formerly = formerly
    self.keepsDemand = keepsDemand
  }

  /// The replicas to ask for, and the rule that changed the recommendation; nil when none did.
  ///
  /// - Precondition: `ready` and `starting` are at least 0 and at most a billion.
  /// - Complexity: O(1). Does not allocate.
  public func bound(_ recommended: Int) -> (replicas: Int, guardrail: Guardrail?) {
    let current = ready + starting
    var replicas = recommended
    var guardrail: Guardrail?

    func keep(_ range: ClosedRange<Int>, _ rule: Guardrail) {
      guard !range.contains(replicas) else { return }
      replicas = min(max(replicas, range.lowerBound), range.upperBound)
      guardrail = rule
    }

    if largestLoad.isFinite {
      let familiar = ReplicaLimits.ceiling(Double(largestLoad * Self.largestStep + Self.freeReplicas))
      keep(.min...max(current, familiar, formerly), .unseenOrder)
    }
    let busy = utilization.healthyValue.map { min($0, 1) }
    if let known = load.staleValue, keepsDemand || busy == nil {
      let demanded = ReplicaLimits.ceiling(Double(known))
      keep(current...(busy ?? 0 >= Self.saturation ? .max : max(current, demanded)), .staleLoad)
    } else if load.healthyValue == nil {
      if busy == nil { keep(current...current, .blind) } else { keep((current + 1) / 2 ... .max, .unknownLoad) }
    }
    if let busy {
      let replicas = ReplicaLimits.ceiling(Double(ready) * Double(busy))
      keep(replicas ... .max, .busyReplicas(replicas))
    }
    if keepsDemand, let load = load.healthyValue {
      let replicas = ReplicaLimits.ceiling(Double(load))
      keep(replicas ... .max, .demand(replicas))
    }
    keep(limits.minimum...limits.maximum, .limits)
    return (replicas, replicas == recommended ? nil : guardrail)
  }
}
