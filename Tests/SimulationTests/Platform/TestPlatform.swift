import Engine
import Scaling
import Simulation

/// Small platforms for tests: a service `front` that calls `back`, with steady traffic.
enum TestPlatform {
  /// - Parameter change: What makes the test's platform.
  static func scenario(
    hours: Double = 1, rate: Double = 400, _ change: (inout PlatformScenario) -> Void = { _ in }
  ) -> PlatformScenario {
    var scenario = PlatformScenario(name: "test")
    scenario.hours = hours
    scenario.monitoring.noise = 0
    scenario.monitoring.gaps = 0
    var site = SiteSpecification(name: "here", provider: .aws)
    site.nodes = 20
    scenario.sites = [site]
    var front = ServiceSpecification(name: "front")
    front.serviceMilliseconds = 20
    front.cores = 8
    front.initial = 4
    front.policy = .fixed(4)
    var call = CallSpecification(service: "back")
    call.timeoutMilliseconds = 1_000
    front.calls = [call]
    var back = ServiceSpecification(name: "back")
    back.cores = 8
    back.initial = 4
    back.policy = .fixed(4)
    scenario.services = [front, back]
    var traffic = TrafficSpecification(service: "front")
    traffic.requestsPerSecond = rate
    scenario.traffic = [traffic]
    change(&scenario)
    return scenario
  }

  /// Plays it to its end under the policies that it names, or one for all.
  static func play(_ scenario: PlatformScenario, policy: PolicyKind? = nil, seed: UInt64 = 1) throws
    -> PlatformSimulation
  {
    var platform = try PlatformSimulation(scenario, seed: seed)
    var autoscaler = try PlatformAutoscaler(platform, policy: policy)
    platform.run(&autoscaler)
    return platform
  }
}

extension PlatformSimulation {
  /// Mean of a measure over ticks.
  func mean(_ ticks: Range<Int>, _ value: (PlatformTick) -> Double) -> Double {
    history.ticks[ticks].reduce(0) { $0 + value($1) } / Double(ticks.count)
  }

  /// Percent of users' requests that failed in some ticks.
  func failedPercent(_ ticks: Range<Int>) -> Double { 100 * mean(ticks) { $0.failed } / mean(ticks) { $0.requests } }

  func p95(_ ticks: Range<Int>) -> Double { mean(ticks) { $0.p95Milliseconds } }

  /// How often something happened.
  func count(_ kind: PlatformEvent.Kind) -> Int { history.events.count { $0.kind == kind } }
}
