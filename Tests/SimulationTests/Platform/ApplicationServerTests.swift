import Scaling
import Simulation
import Testing

/// What each parameter of a service changes for its users.
struct ApplicationServerTests {
  private func run(_ rate: Double = 400, hours: Double = 0.5, _ change: (inout PlatformScenario) -> Void) throws
    -> PlatformSimulation
  { try TestPlatform.play(TestPlatform.scenario(hours: hours, rate: rate, change)) }

  @Test func `slower work and a longer tail mean a larger p95`() throws {
    let usual = try run { _ in }.p95(60..<120)
    #expect(try run { $0.services[1].serviceMilliseconds = 60 }.p95(60..<120) > 1.2 * usual)
    #expect(try run { $0.services[1].variation = 2 }.p95(60..<120) > 1.15 * usual)
    #expect(try run { $0.services[1].distribution = .deterministic }.p95(60..<120) < 0.95 * usual)
  }

  @Test func `concurrency and places decide who waits and who is turned away`() throws {
    let overloaded = try run(1_100) { $0.services[1].queuePlaces = 10 }
    let patient = try run(1_100) { $0.services[1].queuePlaces = 60 }
    let wide = try run(1_100) { $0.services[1].cores = 16 }
    #expect(overloaded.failedPercent(60..<120) > 10)
    #expect(patient.p95(60..<120) > 1.5 * overloaded.p95(60..<120))
    #expect(wide.failedPercent(60..<120) < 0.1)
  }

  @Test func `a caller that waits less long fails more and is done sooner`() throws {
    func overloaded(_ timeout: Double) throws -> PlatformSimulation {
      try run(1_000) {
        $0.services[1].queuePlaces = 200
        $0.services[1].serviceMilliseconds = 50
        $0.services[0].calls[0].timeoutMilliseconds = timeout
        $0.services[0].concurrency = 400
      }
    }
    let (short, long) = (try overloaded(300), try overloaded(20_000))
    #expect(short.failedPercent(60..<120) > long.failedPercent(60..<120) + 10)
    #expect(short.p95(60..<120) < long.p95(60..<120) / 2)
  }

  @Test func `retries help against chance and storm under overload`() throws {
    func failing(_ retries: Int, errors: Double) throws -> Double {
      try run {
        $0.traffic[0].client.retries = retries
        $0.faults = [PlatformFault(.errors, target: "front", startMinutes: 5, minutes: 20, severity: errors)]
      }.failedPercent(24..<90)
    }
    #expect(abs(try failing(0, errors: 0.2) - 20) < 2)
    #expect(abs(try failing(2, errors: 0.2) - 0.8) < 0.5)
    // A trigger of two minutes: with eager clients the overload outlives it, with a budget it does not.
    func storm(_ retries: Int, budget: Double) throws -> PlatformSimulation {
      try run(680, hours: 1) {
        $0.services[0].concurrency = 2_000
        $0.services[1].queuePlaces = 400
        $0.services[1].limitMegabytes = 8_192
        $0.traffic[0].client.retries = retries
        $0.traffic[0].client.timeoutMilliseconds = 1_000
        $0.traffic[0].client.retryBudget = budget
        $0.faults = [PlatformFault(.latency, target: "back", startMinutes: 10, minutes: 2, severity: 8)]
      }
    }
    let (calm, eager, bounded) = (try storm(0, budget: 10), try storm(5, budget: 10), try storm(5, budget: 0.1))
    let after = 60..<120
    #expect(eager.failedPercent(after) > 30, "\(eager.failedPercent(after))")
    #expect(bounded.failedPercent(after) < 5 && calm.failedPercent(after) < 5)
  }

  @Test func `a pause before retries spreads the storm`() throws {
    func arrivals(_ pause: Double) throws -> Float {
      let platform = try run(hours: 0.5) {
        $0.traffic[0].client.retries = 3
        $0.traffic[0].client.backoffSeconds = pause
        $0.faults = [PlatformFault(.errors, target: "front", startMinutes: 5, minutes: 3, severity: 0.9)]
      }
      return platform.history.cells[0].requestsPerSecond[20..<34].max() ?? 0
    }
    #expect(try arrivals(60) < 0.85 * arrivals(0.1))
  }

  @Test func `cold replicas are slow until they are warm`() throws {
    func latency(_ speed: Double, _ seconds: Double) throws -> Double {
      var platform = try PlatformSimulation(
        TestPlatform.scenario(rate: 600) {
          ($0.services[1].warmUpSpeed, $0.services[1].warmUpSeconds) = (speed, seconds)
        }, seed: 1)
      for _ in 0..<40 { platform.step() }
      platform.scale(1, to: 12)
      for _ in 0..<7 { platform.step() }
      return platform.step().p95Milliseconds
    }
    let warm = try latency(1, 60)
    #expect(try latency(0.3, 300) > 1.2 * warm)
    #expect(try latency(0.3, 5) < 1.1 * warm)
  }

  @Test func `replicas that are drained lose nothing, others what they worked on`() throws {
    func lost(_ drains: Bool) throws -> Double {
      var platform = try PlatformSimulation(
        TestPlatform.scenario(rate: 600) {
          $0.services[1].drains = drains
          $0.services[1].initial = 12
        }, seed: 1)
      for _ in 0..<20 { platform.step() }
      platform.scale(1, to: 6)
      platform.step()
      return platform.lost(of: 1)
    }
    #expect(try lost(true) == 0)
    #expect(try lost(false) > 5)
  }

  @Test func `a leak fills the memory until replicas are killed, and a larger limit puts that off`() throws {
    func kills(_ limit: Double, leak: Double) throws -> PlatformSimulation {
      try run(hours: 3) {
        $0.services[1].limitMegabytes = limit
        $0.faults = [PlatformFault(.memoryLeak, target: "back", startMinutes: 10, minutes: 160, severity: leak)]
      }
    }
    let small = try kills(1_024, leak: 900)
    #expect(small.report(policy: "").cells[1].outOfMemoryKills > 0 && small.count(.outOfMemory) > 0)
    #expect(small.history.cells[1].memoryPercent[200] > small.history.cells[1].memoryPercent[50])
    #expect(try kills(8_192, leak: 900).report(policy: "").cells[1].outOfMemoryKills == 0)
    #expect(small.failedPercent(200..<700) > 0)
  }

  @Test func `any policy scales it, and the HPA serves a crowd that a fixed number does not`() throws {
    func crowd(_ policy: PolicyKind) throws -> PlatformSimulation {
      let scenario = TestPlatform.scenario(hours: 4) {
        $0.traffic[0].patterns = [.ramp(factorPerWeek: 100), .batch(everyHours: 2, minutes: 60, factor: 4)]
      }
      return try TestPlatform.play(scenario, policy: policy)
    }
    let (fixed, scaled) = (try crowd(.fixed(4)), try crowd(.hpa(targetPercent: 70)))
    #expect(fixed.failedPercent(0..<960) > 5 * scaled.failedPercent(0..<960))
    #expect(scaled.report(policy: "").elasticity.cost > fixed.report(policy: "").elasticity.cost)
  }
}
