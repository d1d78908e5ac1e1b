import Scaling
import Simulation
import Testing

/// Clouds and roll-outs.
struct CloudTests {
  @Test func `a replica-hour costs what the provider takes, and spot ones less`() throws {
    func cost(_ change: @escaping (inout SiteSpecification) -> Void) throws -> Double {
      try TestPlatform.play(TestPlatform.scenario { change(&$0.sites[0]) }).report(policy: "").elasticity.cost
    }
    let aws = try cost { _ in }
    #expect(abs(aws - 8 * CloudProvider.aws.replicaHourPrice) < 0.02)
    for provider in CloudProvider.allCases {
      let found = try cost { $0.provider = provider }
      #expect(abs(found / aws - provider.replicaHourPrice / CloudProvider.aws.replicaHourPrice) < 0.01)
    }
    #expect(try cost { ($0.spotShare, $0.spotLossPerHour) = (1, 0) } < 0.4 * aws)
    #expect(abs(try cost { $0.replicaHourPrice = 1 } - 8) < 0.1)
  }

  @Test func `replicas wait for nodes, as long as the provider takes, and for ever beyond the quota`() throws {
    func ready(_ change: @escaping (inout SiteSpecification) -> Void, after ticks: Int) throws -> Int {
      var platform = try PlatformSimulation(
        TestPlatform.scenario {
          $0.sites[0].nodes = 1
          change(&$0.sites[0])
        }, seed: 1)
      platform.scale(0, to: 60)
      for _ in 0..<ticks { platform.step() }
      return platform.observation(of: 0).readyReplicas ?? 0
    }
    #expect(try ready({ $0.provisionSeconds = 15 }, after: 8) == 60)
    #expect(try ready({ $0.provisionSeconds = 600 }, after: 20) < 30)
    #expect(try ready({ $0.provisionSeconds = 600 }, after: 60) == 60)
    #expect(try ready({ $0.nodeQuota = 3 }, after: 100) < 24)
    #expect(try ready({ ($0.nodeQuota, $0.replicasPerNode) = (3, 30) }, after: 100) == 60)
  }

  @Test func `spot nodes are lost, and what ran on them`() throws {
    func kills(_ rate: Double) throws -> PlatformSimulation {
      try TestPlatform.play(
        TestPlatform.scenario(hours: 4) { ($0.sites[0].spotShare, $0.sites[0].spotLossPerHour) = (1, rate) })
    }
    let platform = try kills(0.5)
    #expect(platform.report(policy: "").cells.reduce(0) { $0 + $1.otherKills } > 0)
    #expect(platform.count(.nodesLost) > 0 && platform.failedPercent(0..<960) > 0)
    #expect(try kills(0).count(.nodesLost) == 0)
  }

  @Test func `a zone takes its share of the replicas along`() throws {
    func worst(_ zones: Int) throws -> Float {
      let platform = try TestPlatform.play(
        TestPlatform.scenario(hours: 1) {
          $0.sites[0].zones = zones
          ($0.services[0].initial, $0.services[0].policy) = (12, .fixed(12))
          $0.faults = [PlatformFault(.zoneOutage, target: "here", startMinutes: 20, minutes: 20)]
        })
      return platform.history.cells[0].ready[78..<100].min() ?? 0
    }
    #expect([7, 8].contains(try worst(3)))
    #expect(try worst(2) <= 6)
  }

  @Test func `another cloud takes over once the outage is known`() throws {
    func outage(_ change: @escaping (inout PlatformScenario) -> Void) throws -> PlatformReport {
      try TestPlatform.play(
        TestPlatform.scenario(hours: 2, rate: 200) {
          var other = SiteSpecification(name: "there", provider: .gcp)
          (other.share, other.nodes) = (0, 6)
          $0.sites.append(other)
          $0.faults = [PlatformFault(.cloudOutage, target: "here", startMinutes: 30, minutes: 60)]
          change(&$0)
        }, policy: .hpa(targetPercent: 70)
      ).report(policy: "hpa")
    }
    let quick = try outage { _ in }
    let slow = try outage { $0.sites[0].detectionSeconds = 600 }
    let alone = try outage { $0.sites.removeLast() }
    let recoveries = [quick, slow, alone].map { $0.faults[0].recoverySeconds ?? .infinity }
    #expect(recoveries[0] >= 60 && recoveries[0] < 400, "\(recoveries)")
    #expect(recoveries[1] >= 600 && recoveries[1] < 1_000, "\(recoveries)")
    #expect(recoveries[2] >= 3_600, "\(recoveries)")
    #expect(quick.elasticity.unservedPercent < slow.elasticity.unservedPercent)
  }

  @Test func `distance to the first site adds to what is read there`() throws {
    func latency(_ distance: Double) throws -> Double {
      try TestPlatform.play(
        TestPlatform.scenario(hours: 0.5) {
          $0.databases = [DatabaseSpecification(name: "db")]
          var query = QuerySpecification(database: "db")
          query.reads = 2
          $0.services[1].queries = [query]
          $0.sites[0].distanceMilliseconds = distance
        }
      ).p95(60..<120)
    }
    #expect(try latency(40) > latency(0) + 50)
  }

  private func rollout(
    hours: Double = 1.5, _ change: @escaping (inout DeploymentSpecification) -> Void
  ) throws -> PlatformSimulation {
    try TestPlatform.play(
      TestPlatform.scenario(hours: hours, rate: 500) {
        var deployment = DeploymentSpecification(service: "back")
        deployment.startMinutes = 20
        change(&deployment)
        $0.deployments = [deployment]
      })
  }

  @Test func `a good version goes out without a failed request, and costs its surge meanwhile`() throws {
    let surge = try rollout { _ in }
    let none = try rollout { $0.startMinutes = 1_000 }
    #expect(surge.count(.rolloutEnded) == 1)
    #expect(surge.failedPercent(60..<360) < none.failedPercent(60..<360) + 0.001)
    #expect(surge.mean(0..<360) { $0.replicaCost } > none.mean(0..<360) { $0.replicaCost })
  }

  @Test func `replicas that are taken away before others are there are missed`() throws {
    let careless = try rollout { ($0.surge, $0.unavailable) = (0, 0.75) }
    #expect(careless.p95(80..<84) > 1.2 * careless.p95(60..<79))
  }

  @Test func `a bad version is rolled back, the sooner the less it breaks`() throws {
    func failed(_ seconds: Double) throws -> PlatformSimulation {
      try rollout {
        ($0.failing, $0.slowness, $0.rollbackSeconds) = (0.3, 1.5, seconds)
      }
    }
    let (quick, slow, never) = (try failed(60), try failed(900), try failed(0))
    #expect(quick.count(.rolledBack) == 1 && never.count(.rolledBack) == 0)
    #expect(quick.failedPercent(80..<360) < slow.failedPercent(80..<360))
    #expect(slow.failedPercent(80..<360) < never.failedPercent(80..<360))
    #expect(quick.failedPercent(300..<360) < 0.01 && never.failedPercent(300..<360) > 25)
  }

  @Test func `a version that crashes stops at its first batch where readiness is checked`() throws {
    func crash(_ isChecked: Bool) throws -> PlatformSimulation {
      try rollout { ($0.crashes, $0.isChecked, $0.rollbackSeconds) = (true, isChecked, 0) }
    }
    #expect(try crash(true).failedPercent(80..<360) < 0.01)
    #expect(try crash(false).failedPercent(80..<360) > 5)
  }
}
