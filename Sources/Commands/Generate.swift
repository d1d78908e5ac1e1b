import ArgumentParser
import Simulation
import Telemetry

/// Synthetic metrics of a simulated service, with labelled faults.
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write synthetic metrics of a simulated service under the Kubernetes HPA, with labelled faults.",
    discussion: """
      One row a minute: timestamp (s), requestsPerSecond, cpuPercent, memoryPercent, latencyP95Milliseconds, \
      errorPercent, readyReplicas; of a platform the same for each service, as service.metric. Labels are start,end,kind: \
      rows, 0-based, inclusive.
      """)

  @Option(help: "A name that `simulate --list` prints, a JSON file of a service, or a YAML file of a platform.")
  var scenario = "web-shop"

  @Option(help: "How many days.")
  var days = 14.0

  @Option(help: "Seed; the same seed gives the same bytes.")
  var seed: UInt64 = 0

  @Option(help: "The CSV file to write.")
  var output: String

  @Option(help: "A CSV file for the faults' labels.")
  var labels: String?

  @OptionGroup var printing: OutputOptions

  func validate() throws {
    guard days >= 1.0 / 1_440, days <= 3_660 else {
      throw ValidationError("--days is \(days), expected at least a minute (0.0007) and at most 3660")
    }
  }

  func run() throws {
    if let labels, labels == output {
      throw CommandFailure(.usage, "--labels and --output are both \(output); give two files")
    }
    let (name, table, intervals) = try metrics()
    try CSVFile.write(table, to: output)
    if let labels { try LabelledInterval.write(intervals, to: labels) }
    if printing.json {
      try printing.print(
        Summary(
          scenario: name, seed: seed, rows: table.rowCount, columns: table.names,
          faults: intervals.count, output: output))
    } else {
      try StandardOutput.write(
        "\(output): \(table.rowCount) rows of \(name), seed \(seed), with \(intervals.count) faults\n")
    }
  }

  private func metrics() throws -> (String, MetricTable, [LabelledInterval]) {
    guard var platform = try ScenarioFile.platform(scenario) else {
      let world = try ScenarioWorld(ScenarioFile.read(scenario), days: days, seed: seed)
      return (world.scenario.name, world.metrics(), world.labels(rowSeconds: 60))
    }
    platform.hours = 24 * days
    var simulation = try PlatformSimulation(platform, seed: seed)
    var autoscaler = try PlatformAutoscaler(simulation)
    simulation.run(&autoscaler)
    return (platform.name, simulation.metrics(), simulation.labels(rowSeconds: 60))
  }

  private struct Summary: Encodable {
    let scenario: String
    let seed: UInt64
    let rows: Int
    let columns: [String]
    let faults: Int
    let output: String
  }
}
