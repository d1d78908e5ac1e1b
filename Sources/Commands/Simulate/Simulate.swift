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
      queue, so its latencies are null. With --scenario a service with latencies, errors and faults is simulated. \
      Rows before --from-row are history: policies run there too, so that they are warm.
      """)

  @Option(help: "A recorded load: CSV or .csv.gz, with --column and --interval.")
  var trace: String?

  @Option(help: "The column of the load.")
  var column: String?

  @OptionGroup var series: SeriesOptions

  @Option(help: ArgumentHelp("A Prometheus whose record of --workload is replayed.", valueName: "url"))
  var prometheus: String?

  @Option(help: "For --prometheus: the workload as in the service's configuration, in a YAML or JSON file of its own.")
  var workload: String?

  @Option(help: "For --prometheus: how far back, such as 7d or 36h; the first third is history.")
  var since = "7d"

  @Option(help: "A synthetic world: web-shop, flash-crowd, ramp, steady, or a JSON file.")
  var scenario: String?

  @Option(help: "Days of the scenario, history included.")
  var days = 3.0

  @Option(help: "Seed of the scenario and of learning.")
  var seed: UInt64 = 0

  @Option(help: "The first row that is scored, 0-based; a scenario has a row per minute.")
  var fromRow = 0

  @Option(help: ArgumentHelp("Policies, separated by commas: \(Contestant.usage).", valueName: "kind,…"))
  var policy = "tidegate,hpa,oracle"

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
    try check("--days", days, 1.0 / 1_440...3_660)
    try service.check()
    try check("--min-replicas", Double(minReplicas), 1...1e6)
    try check("--max-replicas", Double(maxReplicas), Double(max(1, min(minReplicas, 1_000_000)))...1e6)
    try check("--replica-hour-price", replicaHourPrice, 0...1e9)
    if let threads { try check("--threads", Double(threads), 1...1_024) }
  }

  mutating func run() throws {
    let contestants = try Self.contestants(policy)
    let (world, settled) = try prometheus.map { try makeRecordedWorld($0) } ?? makeWorld()
    let workload = try settled.validated()
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

  /// A workload's own past out of a Prometheus, and the workload as its file has it.
  private func makeRecordedWorld(_ url: String) throws -> (ComparedWorld, WorkloadConfiguration) {
    guard let file = workload, trace == nil, scenario == nil else {
      throw CommandFailure(.usage, "--prometheus needs --workload FILE, and neither --trace nor --scenario")
    }
    let recording = try ServiceEntry.current().recording(url, file, try Self.seconds(since))
    guard let capacity = service.replicaCapacity ?? recording.workload.replicaCapacity else {
      throw CommandFailure(
        .badConfiguration,
        "what a replica serves is not known: give replicaCapacity in \(file), or queries for cpuPercent and readyReplicas"
      )
    }
    let tick = recording.workload.tickSeconds
    let trace = LoadTrace(
      loads: recording.loads.map { $0 / capacity }, tickSeconds: tick, replicaCapacity: capacity,
      startTime: recording.startTime)
    var settled = recording.workload
    settled.replicaCapacity = capacity
    settled.startupIsEstimated = false
    settled.seed = seed
    let hours = rounded(Double(trace.loads.count) * tick / 3_600, 1)
    return (
      ComparedWorld(
        name: recording.name, trace: trace, scoredFrom: trace.loads.count / 3, scenario: nil,
        source: "\(hours) hours of \(recording.name) as recorded by Prometheus, scored after the first third"), settled
    )
  }

  /// Seconds of a span such as 90s, 15m, 36h or 7d.
  private static func seconds(_ text: String) throws -> Double {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
    guard let unit = text.last.flatMap({ units[$0] }), let count = Double(text.dropLast()), count > 0,
      (60...63_072_000).contains(count * unit)
    else {
      throw CommandFailure(.usage, "--since is '\(text)', expected a span such as 36h, 7d or 2w")
    }
    return count * unit
  }

  private func makeWorld() throws -> (ComparedWorld, WorkloadConfiguration) {
    let world = try makeSyntheticOrRecordedWorld()
    return (
      world,
      WorkloadConfiguration(
        replicaCapacity: world.scenario?.ratedCapacity ?? world.trace.replicaCapacity, startupSeconds: service.startup,
        metricLagSeconds: service.metricLag, minReplicas: minReplicas, maxReplicas: maxReplicas, hasCalendar: true,
        seed: seed)
    )
  }

  private func makeSyntheticOrRecordedWorld() throws -> ComparedWorld {
    switch (trace, scenario) {
    case (let trace?, nil): return try makeTraceWorld(trace)
    case (nil, let scenario?):
      let world = try ScenarioWorld(ScenarioFile.read(scenario), days: days, seed: seed)
      try Self.check(fromRow, rows: world.trace.loads.count / 4)
      let first = fromRow * 60 / Int(world.trace.tickSeconds)
      return ComparedWorld(
        name: world.scenario.name, trace: world.trace, scoredFrom: first, scenario: world,
        source: "synthetic scenario \(world.scenario.name), seed \(seed)")
    default: throw CommandFailure(.usage, "give one of --trace FILE, --scenario NAME and --prometheus URL")
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
