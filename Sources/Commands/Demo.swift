import ArgumentParser
import Detection
import Engine
import Foundation
import Simulation
import Telemetry

/// The whole loop, once: metrics, three trained models, and a day that none of them has seen.
struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the product at work: generate, train, decide through an unseen day, compare, report.",
    discussion: """
      Generates two weeks of synthetic metrics, trains the forecaster, the detector and the policy on them, then drives a \
      simulated cluster through the fifteenth day beside the Kubernetes HPA and an oracle, prints one table and writes an \
      HTML report. Everything is left in --output.
      """)

  private static let historyDays = 14.0

  @Option(help: "Folder for metrics, models and the report.")
  var output = "out"

  @Option(help: "The world: web-shop, flash-crowd, ramp, steady, or a JSON file.")
  var scenario = "web-shop"

  @Option(help: "Seed of the world and of training.")
  var seed: UInt64 = 7

  @Option(help: "Cores for training (default: all).")
  var threads: Int?

  @OptionGroup var printing: OutputOptions

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads is \(threads), expected at least 1") }
  }

  func run() throws {
    let started = ContinuousClock.now
    let world = try ScenarioWorld(ScenarioFile.read(scenario), days: Self.historyDays + 1, seed: seed)
    let metrics = output + "/metrics.csv"
    try OutputFolder.make(output)
    let past = try ScenarioWorld(world.scenario, days: Self.historyDays, seed: seed)
    try CSVFile.write(past.metrics(), to: metrics)
    try LabelledInterval.write(past.labels(rowSeconds: 60), to: output + "/labels.csv")
    say("metrics: \(metrics), two weeks, a row a minute, \(past.faults.count) labelled faults")

    let models = output + "/models"
    let capacity = "\(world.ratedCapacity)"
    let common = ["--seed", "\(seed)"] + (threads.map { ["--threads", "\($0)"] } ?? [])
    say(
      "forecaster: "
        + (try TrainForecaster.parse(
          ["--input", metrics, "--output", models + "/forecaster", "--replica-capacity", capacity] + common
        ).train().text))
    say(
      "detector: "
        + (try TrainDetector.parse(
          ["--input", metrics, "--labels", output + "/labels.csv", "--adaptive", "--output", models + "/detector"]
            + common
        ).train().text))
    say(
      "policy: "
        + (try TrainPolicy.parse(
          ["--trace", metrics, "--output", models + "/policy", "--replica-capacity", capacity] + common
        ).train().text))

    let workload = try WorkloadConfiguration(replicaCapacity: world.ratedCapacity).validated()
    let compared = ComparedWorld(
      name: world.scenario.name, trace: world.trace,
      scoredFrom: Int(Self.historyDays * 86_400 / world.trace.tickSeconds), scenario: world,
      source: "\(world.scenario.name), day \(Int(Self.historyDays) + 1), seed \(seed): a day that no model has seen")
    let results = try Comparison.run(
      [.policy(.tidegate(.balanced)), .policy(.hpa(targetPercent: 70)), .oracle], in: compared, workload: workload,
      models: try ModelSet(contentsOf: models), threads: threads ?? Machine.coreCount,
      decidingFrom: compared.scoredFrom, refits: false)
    let report = SimulationReport(results, world: compared, workload: workload)
    let path = try report.page.write(to: output)
    if printing.json {
      try printing.print(SimulationResult(trace: compared.name, policies: results.map(\.report)))
    } else {
      try StandardOutput.write("\n" + report.text + "\n")
    }
    say("report: \(path), after \(rounded((ContinuousClock.now - started).seconds, 0)) s in all")
  }

  private func say(_ line: String) { StandardError.write(line + "\n") }
}
