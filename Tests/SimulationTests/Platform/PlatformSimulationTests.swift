import Engine
import Scaling
import Simulation
import Testing

struct PlatformSimulationTests {
  @Test func `equal seeds give equal bits, others do not`() throws {
    let scenario = try #require(try PlatformScenario.shipped("busy-week"))
    func run(_ seed: UInt64) throws -> [PlatformTick] {
      var short = scenario
      short.hours = 6
      return try TestPlatform.play(short, seed: seed).history.ticks
    }
    #expect(try run(3) == run(3))
    #expect(try run(3) != run(4))
  }

  @Test func `what arrives at a service is served, failed or still there, under every shipped scenario`() throws {
    for name in PlatformScenario.shippedNames {
      var scenario = try #require(try PlatformScenario.shipped(name))
      scenario.hours = min(scenario.hours, 16)
      var platform = try PlatformSimulation(scenario, seed: 2)
      var autoscaler = try PlatformAutoscaler(platform, policy: .hpa(targetPercent: 70))
      var arrived = [Double](repeating: 0, count: platform.cellNames.count)
      var left = arrived
      let queued = platform.cellNames.indices.filter { platform.service(of: $0).consumes == nil }
      while !platform.isOver {
        autoscaler.scale(&platform)
        platform.step()
        for cell in queued {
          let tick = platform.lastTick(of: cell)
          arrived[cell] += tick.arrived
          left[cell] += tick.served + tick.rejected + platform.lost(of: cell)
        }
      }
      for cell in queued {
        let there = platform.inSystem(cell)
        #expect(
          abs(arrived[cell] - left[cell] - there) < 1e-6 * arrived[cell] + 1e-6, "\(name), \(platform.cellNames[cell])")
      }
    }
  }

  @Test func `answers that are absurd are brought within the limits and counted`() throws {
    var platform = try PlatformSimulation(TestPlatform.scenario(), seed: 1)
    platform.scale(0, to: 1_000_000)
    platform.scale(1, to: -5)
    platform.scale(0, to: Double.nan)
    platform.scale(1, to: Double.infinity)
    platform.scale(1, to: -1e300)
    #expect(platform.correctedOrders == 5)
    for _ in 0..<40 { platform.step() }
    #expect(platform.observation(of: 0).readyReplicas == 100)
    #expect(platform.observation(of: 1).readyReplicas == 2)
  }

  @Test func `a policy of one's own can be asked tick by tick, and is paid in money`() throws {
    var platform = try PlatformSimulation(TestPlatform.scenario(hours: 2), seed: 1, keepsHistory: false)
    var reward = 0.0
    while !platform.isOver {
      for cell in platform.cellNames.indices {
        let observation = platform.observation(of: cell)
        platform.scale(cell, to: (observation.cpuPercent ?? 50) > 60 ? 8 : 4)
      }
      reward += platform.step().reward
    }
    #expect(reward < 0 && platform.history.ticks.isEmpty)
    // Two services of at least four replicas, for two hours.
    #expect(reward <= -2 * 8 * CloudProvider.aws.replicaHourPrice * 0.9)
  }

  @Test func `metrics are as old as the monitoring has them, replicas are those of now`() throws {
    let scenario = TestPlatform.scenario {
      $0.monitoring.lagSeconds = 60
      $0.traffic[0].patterns = [.ramp(factorPerWeek: 100)]
    }
    var platform = try PlatformSimulation(scenario, seed: 1)
    var arrivals: [Double] = []
    for tick in 0..<30 {
      let seen = platform.observation(of: 0).requestsPerSecond
      if tick < 4 { #expect(seen == nil) } else { #expect(abs((seen ?? 0) - arrivals[tick - 4]) < 0.01) }
      if tick == 10 { platform.scale(0, to: 9) }
      platform.step()
      arrivals.append(platform.lastTick(of: 0).arrived / 15)
      if tick == 10 { #expect(platform.observation(of: 0).startingReplicas == 5) }
    }
    #expect(platform.observation(of: 0).readyReplicas == 9)
  }

  @Test func `a replica starts after pull, start and probe`() throws {
    for (pull, start, probe, ticks) in [(20.0, 30.0, 10.0, 4), (0, 0, 0, 0), (60, 60, 30, 10)] {
      let scenario = TestPlatform.scenario {
        ($0.services[0].imagePullSeconds, $0.services[0].startSeconds) = (pull, start)
        $0.services[0].readinessSeconds = probe
      }
      var platform = try PlatformSimulation(scenario, seed: 1)
      platform.scale(0, to: 5)
      var waited = 0
      while true {
        platform.step()
        if platform.observation(of: 0).readyReplicas == 5 { break }
        waited += 1
      }
      #expect(waited == ticks)
    }
  }
}
