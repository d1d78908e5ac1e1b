import Engine
import Foundation
import Telemetry
import Testing

struct DecisionLadderTests {
  private let world = EngineWorld(ticks: 3_100, seed: 11)

  private func ladder() throws -> DecisionLadder {
    DecisionLadder(try DecisionPipeline(WorkloadConfiguration(replicaCapacity: EngineWorld.capacity), models: .shipped))
  }

  @Test func `on the full rung a ladder decides as its pipeline does`() throws {
    var ladder = try ladder()
    var pipeline = try DecisionPipeline(
      WorkloadConfiguration(replicaCapacity: EngineWorld.capacity), models: .shipped)
    for observation in world.observations { #expect(ladder.decide(observation) == pipeline.decide(observation)) }
  }

  @Test(arguments: [LatencyRung.average, .lastValue])
  func `what a cheap rung was given the pipeline learns before its next decision`(rung: LatencyRung) throws {
    var ladder = try ladder()
    var pipeline = try DecisionPipeline(
      WorkloadConfiguration(replicaCapacity: EngineWorld.capacity), models: .shipped)
    for (index, observation) in world.observations.prefix(400).enumerated() {
      if index % 7 == 3 {
        _ = ladder.decide(observation, rung: rung)
        pipeline.observe(observation)
      } else {
        #expect(ladder.decide(observation) == pipeline.decide(observation))
      }
    }
  }

  @Test(arguments: [LatencyRung.average, .lastValue])
  func `a cheap rung never asks for less than the load demands now, and says what it is`(rung: LatencyRung) throws {
    var ladder = try ladder()
    for observation in world.observations.prefix(200) {
      let decision = ladder.decide(observation, rung: rung)
      let demand = Int(((observation.requestsPerSecond ?? 0) / EngineWorld.capacity).rounded(.up))
      #expect(decision.replicas >= min(demand, 200))
      #expect(decision.degraded == (rung == .average ? .averageDecided : .lastValueDecided))
      #expect(decision.forecast == nil && !"\(decision.reason)".isEmpty)
    }
  }

  @Test func `the trees rung leaves the detector out`() throws {
    var ladder = try ladder()
    _ = ladder.decide(world.observations[0])
    #expect(ladder.decide(world.observations[1], rung: .trees).degraded != nil)
  }

  @Test func `a restored ladder goes on with the same bits`() throws {
    var whole = try ladder()
    var first = try ladder()
    for (index, observation) in world.observations.prefix(300).enumerated() {
      let rung: LatencyRung = index % 11 == 5 ? .average : .full
      #expect(whole.decide(observation, rung: rung) == first.decide(observation, rung: rung))
    }
    var second = try ladder()
    try second.restore(first.savedState())
    for (index, observation) in world.observations[300..<500].enumerated() {
      let rung: LatencyRung = index % 5 == 2 ? .lastValue : .full
      #expect(whole.decide(observation, rung: rung) == second.decide(observation, rung: rung))
    }
  }

  @Test func `a damaged state is refused and changes nothing`() throws {
    var ladder = try ladder()
    var same = ladder
    var state = try ladder.savedState()
    state[state.count / 2] ^= 0xFF
    #expect(throws: EngineError.self) { try ladder.restore(state) }
    #expect(ladder.decide(world.observations[0]) == same.decide(world.observations[0]))
  }

  @Test func `the less time is left, the cheaper the rung, and none is late`() {
    let budget = Duration.milliseconds(50)
    let rungs = [50, 20, 19, 12, 11, 5, 4, 1].map {
      LatencyRung(remaining: .milliseconds($0), of: budget)
    }
    #expect(rungs == [.full, .full, .trees, .average, .average, .average, .lastValue, .lastValue])
    #expect(LatencyRung(remaining: .microseconds(900), of: budget) == nil)
    #expect(LatencyRung(remaining: .milliseconds(-3), of: budget) == nil)
  }
}
