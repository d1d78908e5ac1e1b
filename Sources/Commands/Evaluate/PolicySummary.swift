import Foundation
import Simulation

/// How one policy stands against the HPA over several trials.
package struct PolicySummary: Encodable {
  /// A figure under either account of cost: hours of ready replicas, and of ready and starting ones.
  package struct Accounts: Encodable {
    package var ready: Int
    package var started: Int
  }

  package let policy: String
  /// Nil for all start-up times together.
  package let startupSeconds: Double?
  package let series: Int
  /// Trials with more unserved and more replica-hours than the HPA.
  package let worseOnBoth: Accounts
  /// Trials with at most the HPA's unserved and at most its replica-hours.
  package let betterOrEqualOnBoth: Accounts
  /// Geometric mean of unserved over the HPA's, both at least `unservedFloor`.
  package let unservedRatio: Double
  /// Geometric means of replica-hours over the HPA's, and the largest.
  package let readyRatio: Double
  package let startedRatio: Double
  package let largestStartedRatio: Double
  /// Geometric mean of scale actions over the HPA's, both at least one a day, and the largest.
  package let actionsRatio: Double
  package let largestActionsRatio: Double

  /// In percent: what is less counts as this much.
  private static let unservedFloor = 0.002

  /// - Parameter trials: Those with figures of the policy and of the HPA; at least one.
  package init?(_ policy: String, startupSeconds: Double?, trials: [ScalingTrial]) {
    let pairs = trials.filter { startupSeconds == nil || $0.startupSeconds == startupSeconds }
      .compactMap { trial in trial.report(policy).flatMap { own in trial.report("hpa").map { (own: own, hpa: $0) } } }
    guard !pairs.isEmpty else { return nil }
    typealias Figure = (ElasticityReport) -> Double
    func count(_ isTrue: (Double, Double) -> Bool) -> Accounts {
      func count(_ cost: Figure) -> Int {
        pairs.count { isTrue($0.own.unservedPercent, $0.hpa.unservedPercent) && isTrue(cost($0.own), cost($0.hpa)) }
      }
      return Accounts(ready: count { $0.replicaHours }, started: count { $0.replicaHoursStarted })
    }
    func ratios(floor: Double, _ figure: Figure) -> (mean: Double, largest: Double) {
      let ratios = pairs.map { max(figure($0.own), floor) / max(figure($0.hpa), floor) }
      return (exp(ratios.map { log($0) }.reduce(0, +) / Double(ratios.count)), ratios.max() ?? 1)
    }
    self.policy = policy
    self.startupSeconds = startupSeconds
    series = pairs.count
    worseOnBoth = count(>)
    betterOrEqualOnBoth = count(<=)
    unservedRatio = ratios(floor: Self.unservedFloor) { $0.unservedPercent }.mean
    readyRatio = ratios(floor: 1e-9) { $0.replicaHours }.mean
    (startedRatio, largestStartedRatio) = ratios(floor: 1e-9) { $0.replicaHoursStarted }
    (actionsRatio, largestActionsRatio) = ratios(floor: 1) { $0.scaleActionsPerDay }
  }
}
