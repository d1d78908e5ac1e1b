import Simulation

/// On how many trials our modes' points (unserved, ready replica-hours) hold against every baseline's.
///
/// A baseline dominates a mode when it is at most its equal on both axes and better on one.
package struct FrontSummary: Encodable {
  /// A mode that a baseline dominates.
  package struct Loss: Encodable {
    package let series: String
    package let startupSeconds: Double
    package let policy: String
    package let unservedPercent: Double
    package let readyOverDemand: Double
    /// Of the baselines that dominate it the one with the least unserved, and the fewest hours among equals.
    package let baseline: String
    package let baselineUnservedPercent: Double
    package let baselineReadyOverDemand: Double
    /// Whether the mode did what the HPA did, as it does before it has a forecast.
    package let isHPA: Bool
  }

  /// Nil for all start-up times together.
  package let startupSeconds: Double?
  package let series: Int
  /// Trials in which no baseline dominates any of our modes.
  package let noModeDominated: Int
  /// Trials in which at least one of our modes is dominated by none.
  package let frontNotDominated: Int
  /// Trials in which one baseline by itself dominates all of our modes.
  package let dominatedByOne: Int
  package let losses: [Loss]

  package init(startupSeconds: Double?, trials: [ScalingTrial]) {
    let trials = trials.filter { startupSeconds == nil || $0.startupSeconds == startupSeconds }
    var losses: [Loss] = []
    var counts = (none: 0, some: 0, one: 0)
    for trial in trials {
      let modes = trial.policies.filter { $0.policy.hasPrefix("tidegate") }
      let baselines = trial.policies.filter { Self.isBaseline($0.policy) }
      let found = modes.compactMap { mode in Self.loss(of: mode, against: baselines, in: trial) }
      losses += found
      counts.none += found.isEmpty ? 1 : 0
      counts.some += found.count < modes.count ? 1 : 0
      counts.one += baselines.contains { one in modes.allSatisfy { Self.dominates(one, $0) } } ? 1 : 0
    }
    self.startupSeconds = startupSeconds
    series = trials.count
    noModeDominated = counts.none
    frontNotDominated = counts.some
    dominatedByOne = counts.one
    self.losses = losses
  }

  /// HPA at any target, KEDA, Knative and AWS: what a service can have without a forecast.
  private static func isBaseline(_ policy: String) -> Bool {
    policy.hasPrefix("hpa") || ["keda", "knative", "aws"].contains(policy)
  }

  private static func dominates(_ one: ElasticityReport, _ other: ElasticityReport) -> Bool {
    let (a, b) = ((one.unservedPercent, one.replicaHours), (other.unservedPercent, other.replicaHours))
    return a.0 <= b.0 && a.1 <= b.1 && a != b
  }

  private static func loss(of mode: ElasticityReport, against baselines: [ElasticityReport], in trial: ScalingTrial)
    -> Loss?
  {
    let best = baselines.filter { dominates($0, mode) }
      .min { ($0.unservedPercent, $0.replicaHours) < ($1.unservedPercent, $1.replicaHours) }
    guard let best else { return nil }
    let hpa = trial.report("hpa")
    return Loss(
      series: trial.series, startupSeconds: trial.startupSeconds, policy: mode.policy,
      unservedPercent: mode.unservedPercent, readyOverDemand: mode.replicaHoursOverDemand, baseline: best.policy,
      baselineUnservedPercent: best.unservedPercent, baselineReadyOverDemand: best.replicaHoursOverDemand,
      isHPA: mode.unservedPercent == hpa?.unservedPercent && mode.replicaHours == hpa?.replicaHours)
  }
}
