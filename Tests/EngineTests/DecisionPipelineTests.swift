import Detection
import Engine
import Forecasting
import Scaling
import Telemetry
import Testing

struct DecisionPipelineTests {
  private func workload(_ change: (inout WorkloadConfiguration) -> Void = { _ in }) -> WorkloadConfiguration {
    var workload = WorkloadConfiguration(replicaCapacity: EngineWorld.capacity)
    change(&workload)
    return workload
  }

  @Test(arguments: PolicyKind.examples)
  func `equal observations give equal decisions`(kind: PolicyKind) throws {
    let world = EngineWorld(ticks: 3_100, seed: 1)
    var first = try DecisionPipeline(workload { $0.policy = kind })
    var second = try DecisionPipeline(workload { $0.policy = kind })
    #expect(first.run(world.observations) == second.run(world.observations))
  }

  @Test func `decisions do not change with what is observed after them`() throws {
    let world = EngineWorld(ticks: 3_100, seed: 1)
    var whole = try DecisionPipeline(workload())
    var cut = try DecisionPipeline(workload())
    let expected = whole.run(world.observations)
    #expect(cut.run(Array(world.observations.prefix(2_950))) == Array(expected.prefix(2_950)))
  }

  // MARK: Learning

  @Test func `while history is short the HPA decides and says so`() throws {
    let world = EngineWorld(ticks: 60, seed: 2)
    var pipeline = try DecisionPipeline(workload())
    let decisions = pipeline.run(world.observations)
    #expect(decisions.allSatisfy { $0.policy == .hpa(targetPercent: 70) && $0.degraded == .warmingUp })
    #expect(decisions.allSatisfy { $0.forecast == nil })
    #expect(Degradation.warmingUp.rawValue == "warming up")
  }

  @Test func `after half a day a forecaster is learned, and tidegate runs in shadow`() throws {
    let world = EngineWorld(ticks: 3_000, seed: 3)
    var pipeline = try DecisionPipeline(workload())
    _ = pipeline.run(Array(world.observations.prefix(2_879)), learning: false)
    #expect(!pipeline.isRefitDue)
    let last = pipeline.decide(world.observations[2_879])
    #expect(last.policy == .hpa(targetPercent: 70))
    // 2,880 ticks of 15 s are half a day.
    #expect(pipeline.isRefitDue)
    let model = try #require(pipeline.refitted())
    #expect(pipeline.isRefitDue)
    pipeline.install(model)
    #expect(!pipeline.isRefitDue)
    for observation in world.observations[2_880...] {
      let decision = pipeline.decide(observation)
      #expect(decision.policy == .hpa(targetPercent: 70) && decision.promotion?.state == .shadowing)
      #expect(decision.degraded == nil)
      let forecast = try #require(decision.forecast)
      let load = observation.requestsPerSecond ?? 0
      // The load moves little in 75 s: its median is near, and the upper quantile above.
      #expect(forecast.horizonSeconds == 75)
      #expect(abs(forecast.median / load - 1) < 0.3)
      #expect(forecast.upper >= forecast.median)
    }
  }

  @Test func `a failed refit is tried again a day later`() throws {
    // 30 ticks of half an hour are more than half a day and too few rows.
    let world = EngineWorld(ticks: 30, seed: 4, tickSeconds: 1_800)
    var pipeline = try DecisionPipeline(
      workload {
        $0.tickSeconds = 1_800
        $0.metricLagSeconds = 1_800
      })
    _ = pipeline.run(world.observations, learning: false)
    #expect(pipeline.isRefitDue)
    #expect(pipeline.refitted() == nil)
    pipeline.install(nil)
    #expect(!pipeline.isRefitDue)
  }

  @Test func `a model that fits forecasts after half a day and one of another lead time is left out`() throws {
    let world = EngineWorld(ticks: 2_900, seed: 5)
    func trained(_ startup: Double) throws -> QuantileModel {
      var pipeline = try DecisionPipeline(workload { $0.startupSeconds = startup })
      _ = pipeline.run(world.observations, learning: false)
      return try #require(pipeline.refitted())
    }
    var fitting = try DecisionPipeline(workload(), models: ModelSet(forecaster: trained(60)))
    let decisions = fitting.run(world.observations, learning: false)
    let first = try #require(decisions.firstIndex { $0.degraded == nil })
    #expect(first == 2_879)
    #expect(decisions[..<first].allSatisfy { $0.degraded == .warmingUp && $0.forecast == nil })
    #expect(decisions[first...].allSatisfy { $0.forecast != nil && $0.promotion?.state == .shadowing })
    var other = try DecisionPipeline(workload(), models: ModelSet(forecaster: trained(300)))
    #expect(other.run(world.observations, learning: false).allSatisfy { $0.degraded == .warmingUp })
  }

  // MARK: Time

  /// A pipeline that decides with forecasts, and the observations that follow.
  private func warm(_ seed: UInt64) throws -> (DecisionPipeline, [Observation]) {
    let world = EngineWorld(ticks: 3_100, seed: seed)
    var pipeline = try DecisionPipeline(workload())
    _ = pipeline.run(Array(world.observations.prefix(2_900)))
    return (pipeline, Array(world.observations.suffix(200)))
  }

  @Test func `a few ticks passed over are held at the load that comes after them`() throws {
    let (pipeline, next) = try warm(6)
    var skipping = pipeline
    var held = pipeline
    // Twenty ticks are five minutes.
    let late = skipping.decide(next[20])
    for tick in 0..<20 {
      var observation = next[tick]
      observation.requestsPerSecond = next[20].requestsPerSecond
      _ = held.decide(observation)
    }
    #expect(late.forecast == held.decide(next[20]).forecast)
    #expect(late.forecast != nil)
  }

  @Test func `many ticks passed over are a gap`() throws {
    let (pipeline, next) = try warm(6)
    var skipping = pipeline
    var blind = pipeline
    var held = pipeline
    let late = skipping.decide(next[21])
    for tick in 0..<21 {
      var observation = next[tick]
      observation.requestsPerSecond = nil
      _ = blind.decide(observation)
      observation.requestsPerSecond = next[21].requestsPerSecond
      _ = held.decide(observation)
    }
    #expect(late.forecast == blind.decide(next[21]).forecast)
    #expect(late.forecast != held.decide(next[21]).forecast)
  }

  @Test func `a pause longer than the history begins anew`() throws {
    let (pipeline, next) = try warm(7)
    for days in [35.0, 3_500] {
      var paused = pipeline
      let world = EngineWorld(ticks: 2_890, seed: 7)
      let later = world.observations.map { observation in
        var observation = observation
        observation.timestamp += next[0].timestamp + days * 86_400
        return observation
      }
      let decisions = paused.run(later)
      #expect(decisions[0].degraded == .warmingUp)
      #expect(decisions[2_889].degraded == nil)
    }
  }

  @Test(arguments: PolicyKind.examples)
  func `a second observation within a tick leaves no trace`(kind: PolicyKind) throws {
    let world = EngineWorld(ticks: 700, seed: 8)
    var plain = try DecisionPipeline(workload { $0.policy = kind })
    var repeating = plain
    for observation in world.observations {
      let expected = plain.decide(observation)
      #expect(repeating.decide(observation) == expected)
      var again = observation
      again.timestamp += 7
      again.requestsPerSecond = observation.requestsPerSecond.map { $0 * 4 }
      again.cpuPercent = 100
      let second = repeating.decide(again)
      #expect(second.timestamp == again.timestamp)
    }
  }

  @Test func `a second observation within a tick decides for itself`() throws {
    let world = EngineWorld(ticks: 2, seed: 8)
    var pipeline = try DecisionPipeline(workload { $0.policy = .hpa(targetPercent: 70) })
    let calm = pipeline.decide(world.observations[0])
    var busy = world.observations[0]
    busy.cpuPercent = 100
    #expect(pipeline.decide(busy).replicas > calm.replicas)
  }

  @Test func `a clock that is set back goes on from there`() throws {
    let (pipeline, next) = try warm(9)
    var straight = pipeline
    var back = pipeline
    for observation in next.prefix(50) {
      let expected = straight.decide(observation)
      var earlier = observation
      earlier.timestamp -= 7 * 86_400
      let decision = back.decide(earlier)
      #expect(decision.forecast == expected.forecast)
      #expect(decision.timestamp == earlier.timestamp)
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, -1e300, 1e18])
  func `times that are none do no harm`(timestamp: Double) throws {
    let (pipeline, next) = try warm(10)
    var broken = pipeline
    var sound = pipeline
    var observation = next[0]
    observation.timestamp = timestamp
    #expect(broken.decide(observation).replicas >= 1)
    #expect(broken.decide(next[0]) == sound.decide(next[0]))
    var fresh = try DecisionPipeline(workload())
    #expect(fresh.decide(observation).replicas >= 1)
  }

  // MARK: Missing and broken metrics

  @Test func `without load for five minutes the decision is degraded and has no forecast`() throws {
    var (pipeline, next) = try warm(11)
    var degradations: [Degradation?] = []
    for tick in next.prefix(30).indices {
      next[tick].requestsPerSecond = tick == 25 ? next[tick].requestsPerSecond : nil
      let decision = pipeline.decide(next[tick])
      degradations.append(decision.degraded)
      #expect((decision.forecast == nil) == (decision.degraded == .loadMissing))
    }
    #expect(degradations.prefix(20).allSatisfy { $0 == .loadStale })
    #expect(degradations[20..<25].allSatisfy { $0 == .loadMissing })
    #expect(degradations[25] == nil)
    #expect(degradations[26...].allSatisfy { $0 == .loadStale })
  }

  @Test func `missing load is not taken for no load`() throws {
    var pipeline = try DecisionPipeline(workload())
    for tick in 0..<200 {
      let decision = pipeline.decide(
        Observation(timestamp: Double(tick) * 15, readyReplicas: 9, startingReplicas: 2))
      #expect(decision.replicas == 11)
      #expect(decision.degraded == .loadMissing)
    }
  }

  @Test func `CPU that is missing is estimated from the load`() throws {
    var pipeline = try DecisionPipeline(workload { $0.policy = .hpa(targetPercent: 70) })
    // 360 / (10 · 40) = 90 %: ceil(10 · 0.9 / 0.7) = 13.
    let decision = pipeline.decide(Observation(timestamp: 0, requestsPerSecond: 360, readyReplicas: 10))
    #expect(decision.replicas == 13)
  }

  @Test(arguments: PolicyKind.examples)
  func `absurd numbers do no harm`(kind: PolicyKind) throws {
    let world = EngineWorld(ticks: 2_900, seed: 12)
    var pipeline = try DecisionPipeline(workload { $0.policy = kind })
    _ = pipeline.run(world.observations)
    let numbers = [Double.nan, .infinity, -.infinity, 1e308, -1, -1e308, .leastNonzeroMagnitude, 0]
    var time = world.observations[2_899].timestamp
    for load in numbers {
      for cpu in numbers {
        for (ready, starting) in [(0, 0), (-3, -3), (Int.max, Int.max), (Int.min, 5)] {
          time += 15
          let decision = pipeline.decide(
            Observation(
              timestamp: time, requestsPerSecond: load, cpuPercent: cpu, readyReplicas: ready,
              startingReplicas: starting))
          #expect((1...200).contains(decision.replicas))
          #expect(!decision.reason.description.isEmpty)
        }
      }
    }
  }

  // MARK: Capacity

  @Test func `the capacity of a replica is estimated from load, CPU and ready replicas`() throws {
    let world = EngineWorld(ticks: 2_000, seed: 13)
    var pipeline = try DecisionPipeline(workload { $0.replicaCapacity = nil })
    let decisions = pipeline.run(world.observations)
    #expect(decisions[5].replicaCapacity == nil && decisions[5].degraded == .warmingUp)
    #expect(Degradation.capacityUnknown.rawValue == "replica capacity not known yet")
    let estimate = try #require(decisions.last?.replicaCapacity)
    #expect(abs(estimate / EngineWorld.capacity - 1) < 0.03)
    let error = try #require(decisions.last?.replicaCapacityError)
    #expect(error > 0 && error < 0.01 && abs(estimate / EngineWorld.capacity - 1) < 4 * error)
    var configured = try DecisionPipeline(workload())
    #expect(configured.run(world.observations).last?.replicaCapacityError == nil)
    #expect(decisions.last?.degraded == .warmingUp)
  }

  @Test func `nothing is learned in units of a capacity that is not known`() throws {
    var world = EngineWorld(ticks: 2_900, seed: 14).observations
    for index in world.indices { world[index].cpuPercent = nil }
    var pipeline = try DecisionPipeline(workload { $0.replicaCapacity = nil })
    let decisions = pipeline.run(world)
    #expect(decisions.allSatisfy { $0.policy == .hpa(targetPercent: 70) })
    #expect(decisions[..<2_879].allSatisfy { $0.degraded == .warmingUp })
    #expect(decisions[2_879...].allSatisfy { $0.degraded == .capacityUnknown })
    #expect(!pipeline.isRefitDue)
  }

  // MARK: Stages

  @Test func `a detector scores the ticks and a skipped stage is said`() throws {
    var detector = try TrainedDetector(handMadeDetector())
    let world = EngineWorld(ticks: 10, seed: 15)
    var pipeline = try DecisionPipeline(workload(), models: ModelSet(detector: detector))
    var calm = world.observations
    for index in calm.indices { calm[index].cpuPercent = 50 }
    var detectorAtRest = 0.0
    for observation in calm.prefix(5) {
      detectorAtRest = detector.score([Float(50)].span).value
      #expect(pipeline.decide(observation).anomalyScore == detectorAtRest)
    }
    calm[5].cpuPercent = 90
    let strange = pipeline.decide(calm[5])
    #expect(strange.anomalyScore == detector.score([Float(90)].span).value)
    #expect(strange.anomalyScore ?? 0 > 3 * detectorAtRest)
    // Within the same tick nothing is scored twice.
    #expect(pipeline.decide(calm[5]).anomalyScore == strange.anomalyScore)
    calm[6].cpuPercent = 90
    let skipped = pipeline.decide(calm[6], skipping: .detection)
    #expect(skipped.anomalyScore == strange.anomalyScore)
    #expect(skipped.degraded == .warmingUp)
  }

  @Test func `a detector of other metrics is left out`() throws {
    let detector = try TrainedDetector(handMadeDetector(metric: "m1"))
    var pipeline = try DecisionPipeline(workload(), models: ModelSet(detector: detector))
    let decision = pipeline.decide(EngineWorld(ticks: 1, seed: 16).observations[0], skipping: .detection)
    #expect(decision.anomalyScore == nil)
    #expect(decision.degraded == .warmingUp)
  }

  @Test func `a detector of longer rows is shown the means of its ticks`() throws {
    var detector = try TrainedDetector(handMadeDetector(intervalSeconds: 60))
    var pipeline = try DecisionPipeline(workload(), models: ModelSet(detector: detector))
    // Rows of four ticks: 50, then a mean of (50 + 50 + 50 + 90) / 4 = 60.
    var scores: [Double] = []
    for (tick, cpu) in [50.0, 50, 50, 50, 50, 50, 50, 90].enumerated() {
      let decision = pipeline.decide(
        Observation(timestamp: Double(tick) * 15, requestsPerSecond: 10, cpuPercent: cpu, readyReplicas: 1))
      scores.append(decision.anomalyScore ?? -1)
    }
    let rows = [Float(50), 60].map { detector.score([$0].span).value }
    #expect(rows[1] > rows[0])
    #expect(scores == [0, 0, 0, rows[0], rows[0], rows[0], rows[0], rows[1]])
  }

  @Test func `the forecast left out is said and the HPA decides`() throws {
    var (pipeline, next) = try warm(17)
    let decision = pipeline.decide(next[0], skipping: .forecast)
    #expect(decision.degraded == .forecastLate && decision.forecast == nil)
    #expect(decision.policy == .hpa(targetPercent: 70))
    #expect(pipeline.decide(next[1]).degraded == nil)
  }
}
