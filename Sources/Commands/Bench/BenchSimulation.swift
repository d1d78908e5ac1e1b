import ArgumentParser
import Engine
import Foundation
import Scaling
import Simulation

/// `bench simulation`: how fast a platform is played.
struct BenchSimulation: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulation", abstract: "Seconds, memory and ticks per second of a simulated platform.",
    discussion: """
      A chain of groups of five services with databases and caches, about twenty replicas a service, every service under the \
      Kubernetes HPA in its decision pipeline, in ticks of 15 s, on one core. stepMicroseconds is a tick of one service \
      without history and without its decision: what a learner waits for.
      """)

  @Option(help: "Services of the platform.")
  var services = 50

  @Option(help: "Simulated hours.")
  var hours = 24.0

  @Option(help: "Seed of traffic and noise.")
  var seed: UInt64 = 0

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...10_000).contains(services) else {
      throw ValidationError("--services is \(services), expected 1 to 10000")
    }
    guard (0.01...8_784).contains(hours) else { throw ValidationError("--hours is \(hours), expected 0.01 to 8784") }
  }

  func run() throws {
    let started = ContinuousClock.now
    var platform = try PlatformSimulation(PlatformScenario.benchmark(services: services, hours: hours), seed: seed)
    var autoscaler = try PlatformAutoscaler(platform, policy: .hpa(targetPercent: 70))
    while !platform.isOver {
      autoscaler.scale(&platform)
      platform.step()
    }
    let seconds = (ContinuousClock.now - started).seconds
    let cells = platform.history.cells
    let replicas = cells.reduce(0) { $0 + $1.ready.reduce(0) { $0 + Double($1) } / Double(max(1, $1.ready.count)) }
    let result = Result(
      services: services, hours: hours, ticks: platform.scenario.ticks, meanReplicas: replicas, seconds: seconds,
      peakMemoryMegabytes: Double(Machine.peakResidentBytes) / 1_048_576,
      ticksPerSecond: Double(platform.scenario.ticks) / seconds,
      microsecondsPerServiceTick: 1e6 * seconds / Double(platform.scenario.ticks * services),
      stepMicroseconds: try Self.stepMicroseconds(seed: seed), build: .current)
    if output.json {
      try output.print(result)
    } else {
      try StandardOutput.write(
        """
        \(services) services, \(Int(replicas)) replicas, \(hours) h: \(rounded(seconds, 3)) s, \
        \(Int(result.ticksPerSecond)) ticks/s, \(rounded(result.microsecondsPerServiceTick, 2)) µs per service and tick; \
        peak memory \(Int(result.peakMemoryMegabytes)) MiB; a step of one service \(rounded(result.stepMicroseconds, 2)) µs
        \(result.build.cpu), \(result.build.compilerFlags)

        """)
    }
  }

  /// The mean time of a step of one service that keeps no history.
  private static func stepMicroseconds(seed: UInt64) throws -> Double {
    var platform = try PlatformSimulation(
      PlatformScenario.benchmark(services: 1, hours: 48), seed: seed, keepsHistory: false)
    var wanted = 20
    let started = ContinuousClock.now
    while !platform.isOver {
      let observation = platform.observation(of: 0)
      wanted = (observation.cpuPercent ?? 60) > 70 ? wanted + 1 : max(2, wanted - (platform.tick % 8 == 0 ? 1 : 0))
      platform.scale(0, to: wanted)
      platform.step()
    }
    return 1e6 * (ContinuousClock.now - started).seconds / Double(platform.scenario.ticks)
  }

  private struct Result: Encodable {
    let services: Int
    let hours: Double
    let ticks: Int
    let meanReplicas: Double
    let seconds: Double
    let peakMemoryMegabytes: Double
    let ticksPerSecond: Double
    let microsecondsPerServiceTick: Double
    let stepMicroseconds: Double
    let build: BuildInfo
  }
}
