import Detection
import Engine
import Scaling
import Synchronization
import Testing

/// A clock that stands still but for what each decision is said to take.
private final class FakeClock: Sendable {
  private let state: Mutex<(now: ContinuousClock.Instant, calls: Int)>
  private let durations: [Duration]

  init(_ milliseconds: [Int]) {
    durations = milliseconds.map { .milliseconds($0) }
    state = Mutex((ContinuousClock.now, 0))
  }

  /// Every second reading is the end of a decision.
  func read() -> ContinuousClock.Instant {
    state.withLock { state in
      if state.calls % 2 == 1 { state.now += durations[state.calls / 2] }
      state.calls += 1
      return state.now
    }
  }
}

struct DecisionLoopTests {
  @Test func `late decisions skip detection, then the forecast too, and recover`() throws {
    let world = EngineWorld(ticks: 2_910, seed: 20)
    let detector = try TrainedDetector(handMadeDetector())
    var pipeline = try DecisionPipeline(
      WorkloadConfiguration(replicaCapacity: EngineWorld.capacity), models: ModelSet(detector: detector))
    _ = pipeline.run(Array(world.observations.prefix(2_900)))
    let clock = FakeClock([1, 51, 50, 60, 70, 80, 50, 1])
    var loop = DecisionLoop(pipeline, now: { clock.read() })
    var degradations: [Degradation?] = []
    var durations: [Duration] = []
    for tick in 0..<8 {
      degradations.append(loop.decide(world.observations[2_900 + tick]).degraded)
      durations.append(loop.lastDuration)
    }
    #expect(
      degradations == [nil, nil, .detectionLate, nil, .detectionLate, .forecastLate, .forecastLate, nil])
    #expect(durations[1] == .milliseconds(51) && durations[7] == .milliseconds(1))
  }

  @Test func `a late loop without a detector claims to skip none`() throws {
    let world = EngineWorld(ticks: 2, seed: 21)
    let clock = FakeClock([99, 1])
    var loop = DecisionLoop(
      try DecisionPipeline(WorkloadConfiguration(policy: .hpa(targetPercent: 70))), now: { clock.read() })
    _ = loop.decide(world.observations[0])
    #expect(loop.decide(world.observations[1]).degraded == nil)
  }
}
