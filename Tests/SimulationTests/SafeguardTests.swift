import Engine
import Numerics
import Scaling
import Simulation
import Telemetry
import Tensors
import Testing

/// Pipelines in the reference cluster whose metrics, replicas or loads do not behave.
struct SafeguardTests {
  private static let capacity = 40.0
  /// Half a day until there are forecasts, and more than four hours until the learned policy has beaten the HPA.
  private static let warmTicks = 4_100

  /// A day's wave with shorter ones on it, in replicas' worth.
  private static func wave(_ ticks: Int, seed: UInt64) -> [Double] {
    var random = RandomSource(seed: seed)
    return (0..<ticks).map { tick in
      let hours = Double(tick) / 240
      let slow = 10 + 4 * Double.sin(hours / 24 * 2 * .pi) + 2 * Double.sin(hours / 1.5 * 2 * .pi)
      return slow * (1 + 0.03 * random.normal())
    }
  }

  /// A service in its cluster with a forecaster of its own.
  private struct World {
    var pipeline: DecisionPipeline
    var cluster: SimulatedCluster

    init(_ loads: [Double], startupTicks: Int = 4, workload: WorkloadConfiguration) throws {
      let trace = LoadTrace(loads: loads, tickSeconds: 15, replicaCapacity: SafeguardTests.capacity)
      pipeline = try DecisionPipeline(workload)
      cluster = SimulatedCluster(
        trace: trace, timing: ScalingTiming(lagTicks: 2, startupTicks: startupTicks), limits: workload.limits)
    }

    /// Plays so many ticks; `change` may spoil what is observed.
    mutating func run(_ ticks: Int, change: (Int, inout Observation) -> Void = { _, _ in }) -> [ScalingDecision] {
      (0..<ticks).compactMap { tick in
        guard var observation = cluster.next() else { return nil }
        change(tick, &observation)
        let decision = pipeline.decide(observation)
        cluster.scale(to: decision.replicas)
        pipeline.refitIfDue()
        return decision
      }
    }
  }

  private static let configured = WorkloadConfiguration(replicaCapacity: capacity)

  private static func warm(then loads: [Double] = []) throws -> World {
    let calm = wave(warmTicks + 200, seed: 1)
    var world = try World(loads.isEmpty ? calm : Array(calm.prefix(warmTicks)) + loads, workload: configured)
    _ = world.run(warmTicks)
    return world
  }

  @Test func `a metric that breaks for a tick moves nothing`() throws {
    let world = try Self.warm()
    var sound = world
    let expected = sound.run(40)
    let glitches: [(String, (inout Observation) -> Void)] = [
      ("a hundred times the load", { $0.requestsPerSecond! *= 100 }),
      ("three times the load", { $0.requestsPerSecond! *= 3 }),
      ("no load at all", { $0.requestsPerSecond = 0 }),
      ("not a number", { $0.requestsPerSecond = .nan }),
      ("a missing load", { $0.requestsPerSecond = nil }),
      ("no metric", { ($0.requestsPerSecond, $0.cpuPercent) = (nil, nil) }),
      ("full CPU", { $0.cpuPercent = 100 }),
      ("no CPU", { $0.cpuPercent = 0 }),
    ]
    for (name, glitch) in glitches {
      var broken = world
      let decisions = broken.run(40) { tick, observation in if tick == 10 { glitch(&observation) } }
      // The number of that tick is kept, or is the one that it would have been; afterwards there is next to no trace.
      let numbers = [expected[9].replicas, expected[10].replicas]
      #expect(numbers.contains(decisions[10].replicas), "\(name)")
      for tick in 11..<40 {
        let usual = expected[max(0, tick - 2)...min(39, tick + 2)].map(\.replicas)
        #expect(decisions[tick].replicas <= usual.max()! + 1, "\(name), tick \(tick)")
        #expect(decisions[tick].replicas >= usual.min()! - 1, "\(name), tick \(tick)")
      }
    }
  }

  @Test func `a doubted load is said, and so is what was done about it`() throws {
    var world = try Self.warm()
    let decisions = world.run(11) { tick, observation in if tick == 10 { observation.requestsPerSecond! *= 100 } }
    #expect(decisions[9].degraded == nil)
    #expect(decisions[10].degraded == .loadDoubted)
    if let guardrail = decisions[10].guardrail {
      #expect(guardrail == .staleLoad)
      #expect(decisions[10].explanation.contains("since the load is not known at this tick"))
    }
  }

  @Test func `a real surge is answered in its tick`() throws {
    var world = try Self.warm(then: Self.wave(20, seed: 2) + Self.wave(60, seed: 2).map { $0 * 6 })
    // The surge begins at the twentieth tick and is seen two later.
    let decisions = world.run(30)
    #expect(decisions.allSatisfy { $0.guardrail == nil && $0.degraded == nil })
    #expect(decisions[21].replicas < 30)
    #expect(decisions[22].replicas >= 50)
  }

  @Test func `a load that stays against its CPU is believed: replicas serve another load than before`() throws {
    var world = try Self.warm()
    let decisions = world.run(40) { tick, observation in
      if tick >= 10 { observation.requestsPerSecond! *= 3 }
    }
    #expect(decisions[10..<14].allSatisfy { $0.degraded == .loadDoubted && $0.replicas < 25 })
    #expect(decisions[14...].allSatisfy { $0.degraded == nil })
    #expect(decisions[14].replicas > decisions[13].replicas)
  }

  /// The requests are counted wrong for three minutes, while CPU, latency and errors are as ever, or latency is not.
  @Test(arguments: [(20.0, 80.0, true), (0, 80, true), (20, 4_000, false), (20, .nan, false)])
  func `a load that the detector finds strange alone is not believed`(factor: Double, latency: Double, isHeld: Bool)
    throws
  {
    let loads = Self.wave(Self.warmTicks + 200, seed: 1)
    let trace = LoadTrace(loads: loads, tickSeconds: 15, replicaCapacity: Self.capacity)
    var world = try World(loads, workload: Self.configured)
    world.pipeline = try DecisionPipeline(Self.configured, models: ModelSet(detector: ModelSet.shipped.detector))
    world.cluster = SimulatedCluster(
      trace: trace, timing: ScalingTiming(lagTicks: 2, startupTicks: 4), limits: Self.configured.limits)
    var random = RandomSource(seed: 5)
    func calm(_ observation: inout Observation) {
      observation.latencyP95Milliseconds = 80 + random.normal()
      observation.errorPercent = 0.1 + 0.01 * random.normal()
      observation.memoryPercent = 40 + 0.2 * random.normal()
    }
    _ = world.run(Self.warmTicks) { calm(&$1) }
    let before = world
    var sound = before
    let expected = sound.run(40) { calm(&$1) }
    let decisions = world.run(40) { tick, observation in
      calm(&observation)
      guard (10..<22).contains(tick) else { return }
      observation.requestsPerSecond! *= factor
      if latency > 1_000 { observation.latencyP95Milliseconds = latency + 50 * random.normal() }
      if latency.isNaN { (observation.latencyP95Milliseconds, observation.errorPercent) = (nil, nil) }
    }
    #expect(decisions[10..<14].allSatisfy { $0.degraded == .loadDoubted })
    if isHeld {
      #expect(decisions[14..<22].allSatisfy { $0.degraded == .loadDoubted })
      for (tick, decision) in decisions.enumerated() {
        #expect(abs(decision.replicas - expected[tick].replicas) <= 2, "tick \(tick)")
      }
    } else {
      #expect(decisions[18..<22].allSatisfy { $0.degraded != .loadDoubted && $0.replicas > 100 })
    }
  }

  @Test func `without CPU an unheard-of load must come twice`() throws {
    var world = try Self.warm()
    let decisions = world.run(40) { tick, observation in
      observation.cpuPercent = nil
      if tick == 10 || tick >= 20 { observation.requestsPerSecond! *= 100 }
    }
    #expect(decisions[..<20].allSatisfy { $0.replicas < 25 })
    #expect(decisions[20].degraded == .loadDoubted && decisions[20].replicas < 25)
    #expect(decisions[21].degraded == nil && decisions[21].replicas == 200)
  }

  @Test func `with neither load nor CPU nothing changes`() throws {
    var world = try Self.warm()
    _ = world.run(10)
    let replicas = world.cluster.ready
    let decisions = world.run(60) { _, observation in
      observation.requestsPerSecond = nil
      observation.cpuPercent = nil
    }
    #expect(Set(decisions.suffix(30).map(\.replicas)).count == 1)
    #expect(decisions.allSatisfy { $0.replicas >= replicas - 1 && $0.replicas < 25 })
  }

  @Test(arguments: [3, 4])
  func `metrics that agree are never doubted, however wild the load`(seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    var level = 1.0
    let loads = (0..<3_400).map { tick -> Double in
      // Now and then the load jumps anywhere, to nothing or beyond all replicas.
      if tick % 4 == 0, random.uniform() < 0.02 { level = [0, 0.05, 1, 3, 20, 60, 250][Int(random.uniform() * 7)] }
      return level * (1 + 0.1 * random.normal())
    }.map { max(0, $0) }
    var world = try World(loads, workload: Self.configured)
    let decisions = world.run(loads.count)
    #expect(decisions.dropFirst(2).allSatisfy { $0.degraded == nil || $0.degraded == .warmingUp })
    #expect(decisions.dropFirst(2).allSatisfy { $0.guardrail == nil })
  }

  // MARK: Start-up time

  @Test func `a start-up time that is not given is learned and forecast for`() throws {
    var workload = Self.configured
    workload.startupIsEstimated = true
    let loads = Self.wave(4_400, seed: 5)
    var world = try World(loads, startupTicks: 20, workload: workload)
    let decisions = world.run(4_350)
    #expect(decisions[5].startupSeconds == nil)
    #expect(decisions[2_900].startupSeconds == 300)
    let last = try #require(decisions.last)
    #expect(last.policy == .tidegate(.balanced) && last.degraded == nil)
    // The start-up time and a tick more.
    #expect(last.forecast?.horizonSeconds == 315)
    #expect(world.pipeline.workload.startupSeconds == 300)

    var restored = try World(loads, startupTicks: 20, workload: workload)
    try restored.pipeline.restore(world.pipeline.savedState())
    restored.cluster = world.cluster
    #expect(restored.run(50) == world.run(50))
  }

  @Test func `a start-up time that is given stays, and the decision says that replicas show another`() throws {
    var world = try World(Self.wave(2_950, seed: 5), startupTicks: 20, workload: Self.configured)
    let last = try #require(world.run(2_950).last)
    #expect(last.forecast?.horizonSeconds == 75)
    #expect(last.startupSeconds == 300)
    #expect(last.degraded == .startupDiffers)
  }
}
