import ArgumentParser
import Engine
import Foundation
import Simulation
import Synchronization
import Telemetry

/// Runs every policy on every recorded load, and says how often ours is better than the HPA.
struct EvaluateScaling: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scaling",
    abstract: "Run every policy on every series of a folder of recorded loads, as simulate --trace does.",
    discussion: """
      DIR/load/manifest.json lists the series: name, file, column and intervalSeconds. The first third of each is \
      history, the rest is scored; a replica serves the column's largest value / 50. The forecaster runs once for each \
      series and start-up time, and all policies on what it said: the figures are those of simulate.
      """)

  @Option(help: ArgumentHelp("The folder of the recorded loads.", valueName: "dir"))
  var data: String

  @Option(
    help: ArgumentHelp(
      "Series, or what their names begin with, separated by commas (default: all).", valueName: "name,…"))
  var series: String?

  @Option(help: ArgumentHelp("Start-up times in seconds, separated by commas.", valueName: "seconds,…"))
  var startup = "60,300"

  @Option(help: ArgumentHelp("Policies, separated by commas: \(Contestant.usage).", valueName: "kind,…"))
  var policy =
    "hpa:50,hpa:60,hpa,hpa:80,hpa:90,keda,knative,aws,schedule,quantile:0.96,rungs:save,rungs:balanced,rungs:protect,"
    + "tidegate:save,tidegate:balanced,tidegate:protect,oracle"

  @Option(help: "Folder with trained models (default: those inside the binary).")
  var models: String?

  @Option(help: "Seed of learning.")
  var seed: UInt64 = 0

  @Option(help: "Series that run at the same time (default: as many as there are cores).")
  var threads: Int?

  @Option(name: .customLong("output"), help: ArgumentHelp("Folder to write scaling.md into.", valueName: "dir"))
  var folder: String?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let threads, !(1...1_024).contains(threads) {
      throw ValidationError("--threads is \(threads), expected 1 to 1024")
    }
    let contestants: [Contestant]
    do {
      contestants = try Simulate.contestants(policy)
    } catch let failure as CommandFailure {
      throw ValidationError(failure.message)
    }
    guard contestants.contains(.policy(.hpa(targetPercent: 70))) else {
      throw ValidationError("--policy is without hpa, with which all others are compared; add it")
    }
    guard Set(contestants).count == contestants.count else {
      throw ValidationError("--policy names a policy twice; name each once")
    }
    _ = try startups()
  }

  mutating func run() throws {
    var manifest = try LoadManifest(data: data)
    if let series { try manifest.keep(series.split(separator: ",").map(String.init)) }
    let evaluation = ScalingEvaluation(try trials(manifest))
    if let folder {
      try OutputFolder.make(folder)
      try OutputFile.write(Data(evaluation.markdown.utf8), to: "\(folder)/scaling.md")
    }
    if output.json {
      try output.print(evaluation)
    } else {
      try StandardOutput.write(evaluation.markdown)
    }
  }

  private func startups() throws -> [Double] {
    let startups = startup.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
    guard startups.allSatisfy({ (0...7_500).contains($0) }), Set(startups).count == startups.count else {
      throw ValidationError("--startup is '\(startup)', expected different times of 0 to 7500 seconds")
    }
    return startups
  }

  /// All trials, in the order of start-up times and then of the manifest, whichever is done first.
  private func trials(_ manifest: LoadManifest) throws -> [ScalingTrial] {
    let contestants = try Simulate.contestants(policy)
    let models = try self.models.map { try ModelSet(folder: $0) } ?? ModelSet.shipped
    let worlds = try manifest.entries.map { entry in
      try ComparedWorld(
        trace: manifest.path(of: entry), column: entry.column,
        series: SeriesOptions.parse(["--interval", "\(entry.intervalSeconds)"]), replicaCapacity: nil
      ) { rows in rows / 3 }
    }
    var jobs: [(place: Int, world: Int, startup: Double)] = []
    for startup in try startups() {
      for world in worlds.indices { jobs.append((jobs.count, world, startup)) }
    }
    // The longest first, so that no core is left with one at the end.
    jobs.sort { (-worlds[$0.world].trace.loads.count, $0.place) < (-worlds[$1.world].trace.loads.count, $1.place) }
    let todo = jobs
    let seed = seed
    let bar = ProgressBar("series", total: jobs.map { worlds[$0.world].trace.loads.count }.reduce(0, +))
    let state = Mutex((next: 0, ticks: 0, found: [Result<ScalingTrial, any Error>?](repeating: nil, count: jobs.count)))
    DispatchQueue.concurrentPerform(iterations: min(jobs.count, threads ?? Machine.coreCount)) { _ in
      while let job = state.withLock({ state -> (place: Int, world: Int, startup: Double)? in
        guard state.next < todo.count else { return nil }
        state.next += 1
        return todo[state.next - 1]
      }) {
        let name = manifest.entries[job.world].name
        let trial = Result {
          try ScalingTrial.run(
            name, in: worlds[job.world], startup: job.startup, contestants: contestants, models: models, seed: seed)
        }
        state.withLock { state in
          state.found[job.place] = trial
          state.ticks += worlds[job.world].trace.loads.count
          bar.update(state.ticks, "\(name), start-up \(rounded(job.startup, 0)) s")
        }
      }
    }
    bar.finish()
    return try state.withLock { $0.found }.compactMap { try $0?.get() }
  }
}
