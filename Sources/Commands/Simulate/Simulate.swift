import ArgumentParser
import Engine
import Foundation
import Simulation
import Telemetry

/// Runs every policy through the same world and compares them.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run scaling policies through the same recorded or synthetic world and compare them.",
    discussion: """
      With --trace the load is replayed through the reference cluster: a fluid service in ticks of 15 s, without a \
      queue, so its latencies are null. With --scenario a service with latencies, errors and faults is simulated, or a \
      whole platform: services that call each other, stores, clouds, roll-outs, faults (--list names them; a YAML file \
      describes another). A platform has its own length, limits, start-up times and prices. \
      Rows before --from-row are history: policies run there too, so that they are warm.
      """)

  @Option(help: "A recorded load: CSV or .csv.gz, with --column and --interval.")
  var trace: String?

  @Option(help: "The column of the load.")
  var column: String?

  @OptionGroup var series: SeriesOptions

  @Option(help: "A synthetic world: a name that --list prints, a JSON file of a service, or a YAML file of a platform.")
  var scenario: String?

  @Flag(help: "Print the names of the scenarios that are shipped, and what happens in them.")
  var list = false

  @Option(help: "Days of the scenario, history included (default: 3, or those of the platform's file).")
  var days: Double?

  @Option(help: "Seed of the scenario and of learning.")
  var seed: UInt64 = 0

  @Option(help: "The first row that is scored, 0-based; a scenario has a row per minute.")
  var fromRow = 0

  @Option(
    help: ArgumentHelp(
      "Policies, separated by commas: \(Contestant.usage); for a platform also scenario, those that its file names "
        + "(default: tidegate,hpa,oracle; for a platform tidegate,scenario).", valueName: "kind,…"))
  var policy: String?

  @Option(help: "Folder with trained models (default: those inside the binary).")
  var models: String?

  @OptionGroup var service: ServiceOptions

  @Option(help: "Fewest replicas.")
  var minReplicas = 1

  @Option(help: "Most replicas.")
  var maxReplicas = 200

  @Option(help: "Price of an hour of a ready or starting replica, for the cost.")
  var replicaHourPrice = 1.0

  @Option(help: "Cores for refits (default: all).")
  var threads: Int?

  @Option(help: "Folder to write an HTML report into.")
  var report: String?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    func check(_ option: String, _ value: Double, _ range: ClosedRange<Double>) throws {
      guard range.contains(value) else {
        throw ValidationError("\(option) is \(value), expected \(range.lowerBound) to \(range.upperBound)")
      }
    }
    if let days { try check("--days", days, 1.0 / 1_440...3_660) }
    try service.check()
    try check("--min-replicas", Double(minReplicas), 1...1e6)
    try check("--max-replicas", Double(maxReplicas), Double(max(1, min(minReplicas, 1_000_000)))...1e6)
    try check("--replica-hour-price", replicaHourPrice, 0...1e9)
    if let threads { try check("--threads", Double(threads), 1...1_024) }
  }

  mutating func run() throws {
    if list { return try StandardOutput.write(try ScenarioFile.list()) }
    if trace == nil, let scenario, let platform = try ScenarioFile.platform(scenario) {
      return try PlatformRun(platform, options: self).run()
    }
    let contestants = try Self.contestants(policy ?? "tidegate,hpa,oracle")
    let world = try makeWorld()
    var workload = WorkloadConfiguration(
      replicaCapacity: world.scenario?.ratedCapacity ?? world.trace.replicaCapacity, startupSeconds: service.startup,
      metricLagSeconds: service.metricLag,
      minReplicas: minReplicas, maxReplicas: maxReplicas, hasCalendar: true, seed: seed)
    workload = try workload.validated()
    let models = try self.models.map { try ModelSet(folder: $0) } ?? ModelSet.shipped
    let results = try Comparison.run(
      contestants, in: world, workload: workload, models: models, threads: threads ?? Machine.coreCount,
      replicaHourPrice: replicaHourPrice)
    let summary = SimulationReport(results, world: world, workload: workload)
    if let report {
      let path = try summary.page.write(to: report)
      inform("the report is at \(path)")
    }
    if output.json {
      try output.print(SimulationResult(trace: world.name, policies: results.map(\.report)))
    } else {
      try StandardOutput.write(summary.text)
    }
  }

  static func contestants(_ list: String) throws -> [Contestant] {
    try list.split(separator: ",", omittingEmptySubsequences: false).map { name in
      guard let contestant = Contestant(name) else {
        throw CommandFailure(.usage, "there is no policy '\(name)'; give one or more of \(Contestant.usage)")
      }
      return contestant
    }
  }

  private func makeWorld() throws -> ComparedWorld {
    switch (trace, scenario) {
    case (let trace?, nil): return try makeTraceWorld(trace)
    case (nil, let scenario?):
      let world = try ScenarioWorld(ScenarioFile.read(scenario), days: days ?? 3, seed: seed)
      try Self.check(fromRow, rows: world.trace.loads.count / 4)
      let first = fromRow * 60 / Int(world.trace.tickSeconds)
      return ComparedWorld(
        name: world.scenario.name, trace: world.trace, scoredFrom: first, scenario: world,
        source: "synthetic scenario \(world.scenario.name), seed \(seed)")
    default: throw CommandFailure(.usage, "give either --trace FILE or --scenario NAME, and not both")
    }
  }

  private func makeTraceWorld(_ path: String) throws -> ComparedWorld {
    guard let column else { throw CommandFailure(.usage, "--trace needs --column NAME") }
    return try ComparedWorld(
      trace: path, column: column, series: series, replicaCapacity: service.replicaCapacity
    ) { rows in
      try Self.check(fromRow, rows: rows)
      return fromRow
    }
  }

  private static func check(_ fromRow: Int, rows: Int) throws {
    guard fromRow >= 0, fromRow < rows else {
      throw CommandFailure(.usage, "--from-row is \(fromRow), but there are \(rows) rows; give a row below that")
    }
  }
}

/// `simulate --json`.
struct SimulationResult: Encodable {
  let trace: String
  let policies: [ElasticityReport]
}
