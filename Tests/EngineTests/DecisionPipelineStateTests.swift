import Detection
import Engine
import Foundation
import Scaling
import Tensors
import Testing

struct DecisionPipelineStateTests {
  private let workload = WorkloadConfiguration(replicaCapacity: EngineWorld.capacity)

  @Test(arguments: [50, 2_000, 3_500, 4_100])
  func `a pipeline that was restored decides as if it had never stopped`(stop: Int) throws {
    let world = EngineWorld(ticks: 4_400, seed: 40)
    let models = ModelSet(detector: try TrainedDetector(handMadeDetector()))
    for capacity in [EngineWorld.capacity, nil] {
      var workload = workload
      workload.replicaCapacity = capacity
      var straight = try DecisionPipeline(workload, models: models)
      _ = straight.run(Array(world.observations.prefix(stop)))
      let state = try straight.savedState()
      var restored = try DecisionPipeline(workload, models: models)
      try restored.restore(state)
      #expect(
        restored.run(Array(world.observations.dropFirst(stop)))
          == straight.run(Array(world.observations.dropFirst(stop))))
    }
  }

  @Test func `a state of another workload, a damaged one and an empty one are refused and change nothing`() throws {
    let world = EngineWorld(ticks: 200, seed: 41)
    var pipeline = try DecisionPipeline(workload)
    _ = pipeline.run(Array(world.observations.prefix(100)))
    let state = try pipeline.savedState()
    var other = workload
    other.startupSeconds = 300
    var slow = try DecisionPipeline(other)
    #expect(throws: EngineError.self) { try slow.restore(state) }
    for damaged in [Data(), Data([1, 2, 3]), state.prefix(state.count / 2)] {
      var copy = pipeline
      #expect(throws: EngineError.self) { try copy.restore(damaged) }
      var straight = pipeline
      #expect(copy.run(Array(world.observations.suffix(100))) == straight.run(Array(world.observations.suffix(100))))
    }
  }

  @Test func `thousands of damaged states are refused with a sentence, and none traps`() throws {
    let world = EngineWorld(ticks: 3_000, seed: 43)
    var pipeline = try DecisionPipeline(workload)
    _ = pipeline.run(world.observations)
    let state = try pipeline.savedState()
    #expect(state.count < 110_000)
    var random = RandomSource(seed: 44)
    for number in 0..<3_000 {
      var damaged = state
      switch number % 3 {
      case 0: damaged[random.integer(below: damaged.count)] ^= UInt8(1 << random.integer(below: 8))
      case 1: damaged = damaged.prefix(random.integer(below: damaged.count))
      default:
        let start = random.integer(below: damaged.count - 40)
        damaged.replaceSubrange(start..<start + 20, with: damaged[(start + 20)..<(start + 40)])
        if damaged == state { continue }
      }
      var copy = pipeline
      let error = #expect(throws: EngineError.self) { try copy.restore(damaged) }
      #expect(error?.description.contains("delete it") == true)
    }
  }

  @Test func `a history of before is learned from, and is evidence at the first tick`() throws {
    let world = EngineWorld(ticks: 6_000, seed: 42)
    let loads = world.observations.map { $0.requestsPerSecond ?? .nan }
    var pipeline = try DecisionPipeline(workload)
    pipeline.learn(Array(loads.prefix(5_990)), startingAt: 1_000_000)
    let decision = pipeline.decide(world.observations[5_990])
    #expect(decision.forecast != nil && decision.degraded == nil)
    // A third of the history, 2,000 ticks, is more than the four hours that the table needs.
    #expect((pipeline.learnedPolicy?.weight ?? 0) > 12)
    let promotion = try #require(decision.promotion)
    #expect(promotion.hours > 4 && promotion.costShare != nil)
  }
}
