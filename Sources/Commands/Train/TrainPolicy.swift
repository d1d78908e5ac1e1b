import ArgumentParser
import Engine
import Foundation
import Scaling
import Simulation

/// `train policy`: the rungs' table, learned from a load's history in shadow clusters.
struct TrainPolicy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "The Q table over (regime × rung), learned from a load's history in shadow clusters.",
    discussion: """
      The history is replayed as a live pipeline would meet it, with walk-forward forecasts (or those of --models): every \
      rung runs in a shadow cluster, and the table learns what each costs and leaves unserved.
      """)

  @Option(help: "CSV or .csv.gz with the load.")
  var trace: String

  @Option(help: "The column of the load.")
  var column = "requestsPerSecond"

  @OptionGroup var series: SeriesOptions

  @Option(help: "Rows to learn from, from the first (default: all).")
  var rows: Int?

  @Option(help: "The folder to write.")
  var output: String

  @Option(help: "Folder with a forecaster to start with.")
  var models: String?

  @OptionGroup var service: ServiceOptions

  @OptionGroup var training: TrainingOptions
  @OptionGroup var printing: OutputOptions

  func validate() throws {
    if let rows, rows < 1 { throw ValidationError("--rows is \(rows), expected at least 1") }
    try service.check()
  }

  func run() throws { try train().print(printing) }

  /// Trains, writes the model with its card, and says how it went.
  func train() throws -> TrainingResult {
    let started = ContinuousClock.now
    let load = try LoadColumn(trace, column, series, capacity: service.replicaCapacity)
    let values = Array(load.values.prefix(rows ?? .max))
    let loads = LoadTrace(
      values: values, interval: load.interval, capacity: load.capacity, startTime: load.startTime)
    let workload = try WorkloadConfiguration(
      replicaCapacity: loads.replicaCapacity, startupSeconds: service.startup, metricLagSeconds: service.metricLag,
      seed: training.seed
    ).validated()
    var starting = try models.map { try ModelSet(folder: $0) } ?? .none
    starting.policy = nil
    starting.detector = nil
    var pipeline = try DecisionPipeline(workload, models: starting)
    var cluster = SimulatedCluster(trace: loads, timing: workload.timing, limits: workload.limits)
    let bar = ProgressBar("policy", total: loads.loads.count)
    while let observation = cluster.next() {
      cluster.scale(to: pipeline.decide(observation).replicas)
      pipeline.refitIfDue(threads: training.threadCount)
      if cluster.currentTick % 512 == 0 { bar.update(cluster.currentTick) }
    }
    bar.finish()
    guard let table = pipeline.learnedPolicy, table.weight >= 1 else {
      throw CommandFailure(
        .badData, "\(trace): \(values.count) rows are too few to learn a policy from; give at least a day of load")
    }
    let report = cluster.meter.report(policy: "tidegate:balanced")
    let best = table.choice(.balanced)?.map { "\($0)" }.joined(separator: "; ") ?? "the HPA"
    let card = ModelCard(
      title: "Policy",
      about:
        "What each of \(Rung.all.count) rungs costs and leaves unserved in each of \(Regime.allCases.count) regimes, learned "
        + "from shadow clusters (`\(RungTable.schema)`).",
      facts: [
        (
          "data",
          "\(URL(fileURLWithPath: trace).lastPathComponent), column `\(column)`, \(values.count) rows of \(load.interval) s"
        ),
        ("load of one replica", "\(load.capacity) per row"),
        ("start-up, metric lag", "\(service.startup) s, \(service.metricLag) s"),
        ("blocks of 20 minutes learned from, discounted", rounded(table.weight, 1)),
        ("choice in mode balanced", best),
        ("seed", "\(training.seed)"),
      ],
      scores: [
        ("unserved, each decision made before its outcome was known", "\(rounded(report.unservedPercent, 3)) %"),
        ("replica-hours over demand, the same", rounded(report.replicaHoursOverDemand, 3)),
      ])
    try card.write(table.file.encoded(), to: output)
    let seconds = (ContinuousClock.now - started).seconds
    return TrainingResult(
      output: output, rows: values.count, seconds: seconds,
      scores: [
        "blocks": table.weight, "unservedPercent": report.unservedPercent,
        "replicaHoursOverDemand": report.replicaHoursOverDemand,
      ],
      text: "\(output): \(best); in \(rounded(seconds, 1)) s")
  }
}
