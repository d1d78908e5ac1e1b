import ArgumentParser
import Engine
import Foundation
import Simulation
import Telemetry

/// `bench decision`: how long a decision takes in process, and what a workload costs.
struct BenchDecision: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decision", abstract: "Latency, throughput, memory and allocations of decisions in process.",
    discussion: """
      Each workload is a pipeline with forecaster, detector and learned policy, warmed by eight days of synthetic load, with \
      its own copy of all that it has learned; the workloads take turns, tick by tick, and are up to an hour apart. \
      bytesPerWorkload is what the process grew by with each of them, modelBytesPerWorkload the part of it that the \
      forecaster's trees take, stateBytesPerWorkload what `decide --state` would write. Allocations are counted in a second \
      process under glibc's malloc trace, and are null where that is not to be had.
      """)

  @Option(help: "Workloads that take turns.")
  var workloads = 1

  @Option(help: "Decisions to measure in all (default: 20000, or ten per workload).")
  var decisions: Int?

  @Option(help: "Seed of the load.")
  var seed: UInt64 = 0

  /// Only makes the decisions, so that their allocations can be counted from outside.
  @Flag(help: .hidden)
  var silent = false

  @OptionGroup var output: OutputOptions

  private static let tracedDecisions = 5_000

  private var decisionCount: Int { decisions ?? max(20_000, 10 * workloads) }

  func validate() throws {
    guard (1...100_000).contains(workloads) else {
      throw ValidationError("--workloads is \(workloads), expected 1 to 100000")
    }
    guard decisionCount >= workloads else {
      throw ValidationError("--decisions is \(decisionCount), expected at least one per workload")
    }
  }

  func run() throws {
    var bench = try DecisionBench(workloads: workloads, seed: seed)
    let rounds = decisionCount / workloads
    if silent {
      bench.decide(rounds: 1_000)
      var latencies = LatencyTally(capacity: decisionCount)
      AllocationCount.traced { bench.decide(rounds: rounds, &latencies) }
      return
    }
    let bytes = try bench.bytesPerWorkload()
    bench.decide(rounds: 1)
    let started = ContinuousClock.now
    var latencies = LatencyTally(capacity: decisionCount)
    bench.decide(rounds: rounds, &latencies)
    let seconds = (ContinuousClock.now - started).seconds
    let result = Result(
      workloads: workloads, decisions: rounds * workloads, decisionMicroseconds: latencies.summary,
      decisionsPerSecond: Double(rounds * workloads) / seconds, bytesPerWorkload: bytes,
      modelBytesPerWorkload: bench.modelBytes, stateBytesPerWorkload: bench.stateBytes,
      allocationsPerDecision: AllocationCount.perCall(
        ["bench", "decision", "--silent", "--decisions", "\(Self.tracedDecisions)", "--seed", "\(seed)"],
        calls: Self.tracedDecisions), build: .current)
    if output.json {
      try output.print(result)
    } else {
      let latency = result.decisionMicroseconds
      try StandardOutput.write(
        """
        decision µs: p50 \(rounded(latency.p50, 2)), p99 \(rounded(latency.p99, 2)), p99.9 \(rounded(latency.p999, 2)), \
        max \(rounded(latency.max, 1)); \(Int(result.decisionsPerSecond)) decisions/s; \
        \(Int(result.bytesPerWorkload)) bytes per workload, \(result.modelBytesPerWorkload) of them its forecaster's trees; \
        \(result.stateBytesPerWorkload) bytes of saved state; \
        \(result.allocationsPerDecision.map { rounded($0, 4) } ?? "unknown") allocations per decision
        \(result.build.cpu), \(result.build.compilerFlags), OpenBLAS \(result.build.openBLASCore)

        """)
    }
  }

  private struct Result: Encodable {
    let workloads: Int
    let decisions: Int
    let decisionMicroseconds: LatencySummary
    let decisionsPerSecond: Double
    let bytesPerWorkload: Double
    let modelBytesPerWorkload: Int
    let stateBytesPerWorkload: Int
    let allocationsPerDecision: Double?
    let build: BuildInfo

    private enum Key: String, CodingKey {
      case workloads, decisions, decisionMicroseconds, decisionsPerSecond, bytesPerWorkload, modelBytesPerWorkload
      case stateBytesPerWorkload, allocationsPerDecision, build
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(workloads, forKey: .workloads)
      try container.encode(decisions, forKey: .decisions)
      try container.encode(decisionMicroseconds, forKey: .decisionMicroseconds)
      try container.encode(decisionsPerSecond, forKey: .decisionsPerSecond)
      try container.encode(bytesPerWorkload, forKey: .bytesPerWorkload)
      try container.encode(modelBytesPerWorkload, forKey: .modelBytesPerWorkload)
      try container.encode(stateBytesPerWorkload, forKey: .stateBytesPerWorkload)
      try container.encode(allocationsPerDecision, forKey: .allocationsPerDecision)
      try container.encode(build, forKey: .build)
    }
  }
}

/// Warm pipelines and the observations that they are asked about, in turns.
private struct DecisionBench {
  private static let historyDays = 8.0
  /// How many different ticks the workloads are at: those of an hour, in which everything periodic happens once.
  private static let phases = 240

  private let workload: WorkloadConfiguration
  private var pipelines: [DecisionPipeline] = []
  private let observations: [Observation]
  /// One for each phase, a tick apart.
  private var states: [Data] = []
  private var tick = 0

  init(workloads: Int, seed: UInt64) throws {
    let world = try ScenarioWorld(.webShop, days: Self.historyDays + 1, seed: seed)
    workload = try WorkloadConfiguration(replicaCapacity: world.ratedCapacity).validated()
    var pipeline = try DecisionPipeline(workload, models: .shipped)
    let historyTicks = Int(Self.historyDays * 86_400 / workload.tickSeconds)
    var cluster = world.cluster(timing: workload.timing, limits: workload.limits)
    var seen: [Observation] = []
    while let observation = cluster.next() {
      if cluster.currentTick < historyTicks {
        cluster.scale(to: pipeline.decide(observation).replicas)
      } else {
        seen.append(observation)
        cluster.scale(to: observation.readyReplicas ?? 1)
      }
      if cluster.currentTick == historyTicks - 1 { pipeline.install(pipeline.refitted(threads: 2)) }
    }
    observations = seen
    for phase in 0..<min(Self.phases, workloads) {
      _ = pipeline.decide(observation(phase))
      states.append(try pipeline.savedState())
    }
    pipelines = try (0..<workloads).map { try restored($0) }
  }

  /// A pipeline that shares nothing with the others but the models that they all started with.
  private func restored(_ index: Int) throws -> DecisionPipeline {
    var pipeline = try DecisionPipeline(workload, models: .shipped)
    try pipeline.restore(states[index % states.count])
    return pipeline
  }

  /// What the process grows by with each workload.
  func bytesPerWorkload() throws -> Double {
    let count = 500
    // What reading a state needs besides is taken before.
    var more = try (0..<8).map { try restored($0) }
    let before = Machine.residentBytes
    more += try (0..<count).map { try restored($0) }
    defer { withExtendedLifetime(more) {} }
    return Double(Machine.residentBytes - before) / Double(count)
  }

  var modelBytes: Int { pipelines[0].forecasterBytes }
  var stateBytes: Int { states.map(\.count).max() ?? 0 }

  mutating func decide(rounds: Int) {
    var latencies = LatencyTally()
    decide(rounds: rounds, &latencies)
  }

  /// Lets every workload decide once a round.
  mutating func decide(rounds: Int, _ latencies: inout LatencyTally) {
    for _ in 0..<rounds {
      for index in pipelines.indices {
        let observation = observation(tick + 1 + index % states.count)
        let start = ContinuousClock.now
        let decision = pipelines[index].decide(observation)
        latencies.record(ContinuousClock.now - start)
        precondition(decision.replicas >= 1, "a decision for \(decision.replicas) replicas")
      }
      tick += 1
    }
  }

  /// The day repeats itself, with time going on.
  private func observation(_ tick: Int) -> Observation {
    var observation = observations[tick % observations.count]
    observation.timestamp += Double(tick / observations.count) * 86_400
    return observation
  }
}
