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
      Each workload is a pipeline with forecaster, detector and learned policy, warmed by two days of synthetic load; the \
      workloads take turns, tick by tick. Allocations are counted in a second process under glibc's malloc trace, and are \
      null where that is not to be had.
      """)

  @Option(help: "Workloads that take turns.")
  var workloads = 1

  @Option(help: "Decisions to measure in all.")
  var decisions = 20_000

  @Option(help: "Seed of the load.")
  var seed: UInt64 = 0

  /// Only makes the decisions, so that their allocations can be counted from outside.
  @Flag(help: .hidden)
  var silent = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...100_000).contains(workloads) else {
      throw ValidationError("--workloads is \(workloads), expected 1 to 100000")
    }
    guard decisions >= workloads else {
      throw ValidationError("--decisions is \(decisions), expected at least one per workload")
    }
  }

  func run() throws {
    var bench = try DecisionBench(workloads: workloads, seed: seed)
    if silent {
      bench.decide(rounds: 1_000)
      var latencies = LatencyTally(capacity: decisions)
      AllocationCount.traced { bench.decide(rounds: decisions / workloads, &latencies) }
      return
    }
    let bytes = try DecisionBench.bytesPerWorkload(seed: seed)
    bench.decide(rounds: 1)
    let started = ContinuousClock.now
    var latencies = LatencyTally(capacity: decisions)
    bench.decide(rounds: decisions / workloads, &latencies)
    let seconds = (ContinuousClock.now - started).seconds
    let result = Result(
      workloads: workloads, decisions: decisions / workloads * workloads, decisionMicroseconds: latencies.summary,
      decisionsPerSecond: Double(decisions / workloads * workloads) / seconds, bytesPerWorkload: bytes,
      allocationsPerDecision: AllocationCount.perDecision(seed: seed), build: .current)
    if output.json {
      try output.print(result)
    } else {
      let latency = result.decisionMicroseconds
      try StandardOutput.write(
        """
        decision µs: p50 \(rounded(latency.p50, 2)), p99 \(rounded(latency.p99, 2)), p99.9 \(rounded(latency.p999, 2)), \
        max \(rounded(latency.max, 1)); \(Int(result.decisionsPerSecond)) decisions/s; \
        \(Int(result.bytesPerWorkload)) bytes per workload; \
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
    let allocationsPerDecision: Double?
    let build: BuildInfo

    private enum Key: String, CodingKey {
      case workloads, decisions, decisionMicroseconds, decisionsPerSecond, bytesPerWorkload, allocationsPerDecision
      case build
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(workloads, forKey: .workloads)
      try container.encode(decisions, forKey: .decisions)
      try container.encode(decisionMicroseconds, forKey: .decisionMicroseconds)
      try container.encode(decisionsPerSecond, forKey: .decisionsPerSecond)
      try container.encode(bytesPerWorkload, forKey: .bytesPerWorkload)
      try container.encode(allocationsPerDecision, forKey: .allocationsPerDecision)
      try container.encode(build, forKey: .build)
    }
  }
}

/// Warm pipelines and the observations that they are asked about, in turns.
private struct DecisionBench {
  private static let historyDays = 2.0

  private var pipelines: [DecisionPipeline]
  private let observations: [Observation]
  private var tick = 0

  init(workloads: Int, seed: UInt64) throws {
    let world = try ScenarioWorld(.webShop, days: Self.historyDays + 1, seed: seed)
    let workload = try WorkloadConfiguration(replicaCapacity: world.ratedCapacity).validated()
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
    pipelines = [DecisionPipeline](repeating: pipeline, count: workloads)
  }

  /// What each of some pipelines takes once it has its own copy of everything that decisions change.
  static func bytesPerWorkload(seed: UInt64) throws -> Double {
    let count = 32
    let single = try DecisionBench(workloads: 1, seed: seed)
    var several = single
    let before = Machine.residentBytes
    several.pipelines = [DecisionPipeline](repeating: single.pipelines[0], count: count)
    several.decide(rounds: 1)
    return Double(Machine.residentBytes - before) / Double(count)
  }

  mutating func decide(rounds: Int) {
    var latencies = LatencyTally()
    decide(rounds: rounds, &latencies)
  }

  /// Lets every workload decide once a round.
  mutating func decide(rounds: Int, _ latencies: inout LatencyTally) {
    for _ in 0..<rounds {
      // The day repeats itself, with time going on.
      var observation = observations[tick % observations.count]
      observation.timestamp += Double(tick / observations.count) * 86_400
      for index in pipelines.indices {
        let start = ContinuousClock.now
        let decision = pipelines[index].decide(observation)
        latencies.record(ContinuousClock.now - start)
        precondition(decision.replicas >= 1, "a decision for \(decision.replicas) replicas")
      }
      tick += 1
    }
  }
}
