import DequeModule

/// The Kubernetes HPA v2: replica calculator, stabilization, rate policies, limits, in that order.
///
///     desired = ⌈metric / target · pods⌉        and nothing within the tolerance of its direction
///
/// 1. Pods that are not ready yet, or have no metric, count against the direction of the change: as
///    idle when the ratio says up, missing ones as fully busy when it says down. What then is within
///    the tolerance, or points the other way, changes nothing.
/// 2. Up follows the smallest recommendation of its stabilization window, down the largest.
/// 3. A rate policy counts from the number at the start of its period: pods are added to it, a share
///    is rounded up on the way up and cut on the way down. Of several the one that allows the largest
///    change holds, or the smallest, or the direction is disabled.
/// 4. Limits.
///
/// Utilization is a real number here, where Kubernetes rounds it to whole percents. Changes in both
/// directions are taken off a period's start, as newer controllers do; older ones looked at their own
/// direction only. No pods at all are a reason to start one; Kubernetes takes it for "switched off".
///
/// - SeeAlso: Kubernetes, `pkg/controller/podautoscaler/replica_calculator.go` and `horizontal.go`;
///   tolerances by direction: KEP-4951.
public struct HorizontalPodAutoscaler: Sendable, Codable {
  /// A limit on how fast the number may change.
  public enum RatePolicy: Sendable, Equatable, Codable {
    case pods(Int, periodSeconds: Double)
    case percent(Double, periodSeconds: Double)
  }

  /// Which of several rate policies holds: Kubernetes' `Max`, `Min` and `Disabled`.
  public enum Selection: String, Sendable, Codable { case largest, smallest, disabled }

  /// `behavior.scaleUp` or `behavior.scaleDown`.
  public struct Rules: Sendable, Codable {
    /// How far metric / target may be from 1 in this direction.
    public var tolerance: Double
    public var stabilizationSeconds: Double
    public var selection: Selection
    public var policies: [RatePolicy]

    public init(
      tolerance: Double = 0.1, stabilizationSeconds: Double, selection: Selection = .largest, policies: [RatePolicy]
    ) {
      self.tolerance = tolerance
      self.stabilizationSeconds = stabilizationSeconds
      self.selection = selection
      self.policies = policies
    }
  }

  public let limits: ReplicaLimits
  public let scaleUp: Rules
  public let scaleDown: Rules
  private let longestPeriod: Double

  /// A recommendation, a change, or the pods asked for, at a time.
  private struct Entry: Sendable, Codable {
    var time: Double
    var replicas: Int
  }

  private var recommendations: Deque<Entry>
  private var changes: Deque<Entry>
  private var last: Entry?

  public init(
    limits: ReplicaLimits,
    scaleUp: Rules = Rules(
      stabilizationSeconds: 0, policies: [.percent(100, periodSeconds: 15), .pods(4, periodSeconds: 15)]),
    scaleDown: Rules = Rules(stabilizationSeconds: 300, policies: [.percent(100, periodSeconds: 15)])
  ) {
    self.limits = limits
    self.scaleUp = scaleUp
    self.scaleDown = scaleDown
    longestPeriod = (scaleUp.policies + scaleDown.policies).reduce(0) { max($0, $1.periodSeconds) }
    recommendations = Deque(minimumCapacity: 64)
    changes = Deque(minimumCapacity: 64)
  }

  /// The replica calculator: how many pods the metric asks for.
  ///
  /// - Parameters:
  ///   - ratio: The ready pods' mean metric / its target.
  ///   - ready: Pods with a metric.
  ///   - notReady: Pods that start; counted as idle when the ratio says up.
  ///   - missing: Pods without a metric; they count as `missingRatio` when it says down, as idle when up.
  ///   - missingRatio: A fully busy pod's metric / target.
  ///   - current: Pods asked for now.
  public func replicas(
    ratio: Double, ready: Int, notReady: Int = 0, missing: Int = 0, missingRatio: Double = 1, current: Int
  ) -> Int {
    guard ready > 0, ratio.isFinite else { return current }
    if ratio == 1 || missing == 0 && (notReady == 0 || ratio < 1) {
      return isTolerable(ratio) ? current : ReplicaLimits.ceiling(ratio * Double(ready))
    }
    var counted = ready + missing
    var sum = ratio * Double(ready)
    if ratio < 1 { sum += missingRatio * Double(missing) }
    if ratio > 1 { counted += notReady }
    let recounted = sum / Double(counted)
    if isTolerable(recounted) || (ratio > 1) != (recounted > 1) { return current }
    let wanted = ReplicaLimits.ceiling(recounted * Double(counted))
    return (recounted > 1) == (wanted > current) ? wanted : current
  }

  /// Whether a ratio is near enough to 1 to be left alone.
  public func isTolerable(_ ratio: Double) -> Bool {
    ratio > 1 ? ratio - 1 <= scaleUp.tolerance : 1 - ratio <= scaleDown.tolerance
  }

  /// Turns a recommendation into the replicas to ask for: stabilization, then rates, then limits.
  ///
  /// - Parameters:
  ///   - timestamp: Seconds; at a repeated one the newest recommendation replaces the former, and a
  ///     clock that goes back takes with it what came after.
  ///   - recommended: What the replica calculator says.
  ///   - current: Pods asked for now. Rate policies count by how much this has changed since the
  ///     last call, so that they hold for what was done, not for advice that nobody took.
  public mutating func settle(_ recommended: Int, current: Int, timestamp: Double) -> Int {
    if let last {
      if last.replicas != current { changes.append(Entry(time: last.time, replicas: current - last.replicas)) }
    } else {
      // As the controller does: what runs when it takes over counts as a recommendation of a moment ago.
      recommendations.append(Entry(time: timestamp.nextDown, replicas: current))
    }
    last = Entry(time: timestamp, replicas: current)
    let stable = stabilize(recommended, current: current, timestamp: timestamp)
    return limits.clamp(limitRate(stable, current: current, timestamp: timestamp))
  }

  private mutating func stabilize(_ recommended: Int, current: Int, timestamp: Double) -> Int {
    let longest = max(scaleUp.stabilizationSeconds, scaleDown.stabilizationSeconds)
    while let first = recommendations.first, first.time <= timestamp - longest { recommendations.removeFirst() }
    while let last = recommendations.last, last.time >= timestamp { recommendations.removeLast() }
    recommendations.append(Entry(time: timestamp, replicas: recommended))
    var up = recommended
    var down = recommended
    for entry in recommendations {
      if entry.time > timestamp - scaleUp.stabilizationSeconds { up = min(up, entry.replicas) }
      if entry.time > timestamp - scaleDown.stabilizationSeconds { down = max(down, entry.replicas) }
    }
    return min(max(current, up), down)
  }

  private mutating func limitRate(_ wanted: Int, current: Int, timestamp: Double) -> Int {
    while let first = changes.first, first.time <= timestamp - longestPeriod { changes.removeFirst() }
    while let last = changes.last, last.time > timestamp { changes.removeLast() }
    if wanted > current { return min(wanted, max(current, upperBound(current, timestamp))) }
    if wanted < current { return max(wanted, min(current, lowerBound(current, timestamp))) }
    return current
  }

  private func upperBound(_ current: Int, _ timestamp: Double) -> Int {
    bound(scaleUp, current) { policy in
      switch policy {
      case .pods(let count, let period): start(current, timestamp - period) + count
      case .percent(let percent, let period):
        ReplicaLimits.ceiling(Double(start(current, timestamp - period)) * (1 + percent / 100))
      }
    } pick: {
      scaleUp.selection == .largest ? max($0, $1) : min($0, $1)
    }
  }

  private func lowerBound(_ current: Int, _ timestamp: Double) -> Int {
    bound(scaleDown, current) { policy in
      switch policy {
      case .pods(let count, let period): start(current, timestamp - period) - count
      case .percent(let percent, let period):
        Int(Double(start(current, timestamp - period)) * (1 - percent / 100))
      }
    } pick: {
      scaleDown.selection == .largest ? min($0, $1) : max($0, $1)
    }
  }

  /// The pods there were before the changes after `time`.
  private func start(_ current: Int, _ time: Double) -> Int {
    changes.reduce(current) { $1.time > time ? $0 - $1.replicas : $0 }
  }

  private func bound(_ rules: Rules, _ current: Int, _ limit: (RatePolicy) -> Int, pick: (Int, Int) -> Int) -> Int {
    guard rules.selection != .disabled, let first = rules.policies.first else { return current }
    return rules.policies.dropFirst().reduce(limit(first)) { pick($0, limit($1)) }
  }
}

extension HorizontalPodAutoscaler.RatePolicy {
  var periodSeconds: Double {
    switch self {
    case .pods(_, let period), .percent(_, let period): period
    }
  }
}
