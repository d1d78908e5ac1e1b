import ArgumentParser
import Detection
import Foundation
import Scaling
import Simulation
import Telemetry

/// `evaluate faults`: the detector's report card over labelled faults of a simulated platform.
struct EvaluateFaults: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "faults", abstract: "Climb a ladder of simulated faults: what is detected, where, as what, how soon.",
    discussion: """
      Every kind of fault at three severities on a platform of five services under a policy, with the same seed without a fault \
      as its control. A detector watches each service's five metrics, a row a minute, from a cold start. An incident is true \
      when it begins while the fault acts or within 15 minutes after it; inService says whether the first one is in a service \
      of the fault, rightKind whether its first metric is one that the fault is known by. Incidents of the controls, and \
      before the faults, are false alarms, per day and service.
      """)

  @Option(help: "The detector: streaming, range, forest, bands, random or null.")
  var model = "streaming"

  @Option(help: "The policy that scales the platform meanwhile.")
  var policy = "hpa"

  @Option(help: "Platforms per rung, with seeds from --seed on.")
  var runs = 2

  @Option(help: "The first seed.")
  var seed: UInt64 = 0

  @Flag(help: "Only the usual severity, once.")
  var quick = false

  @OptionGroup var printing: OutputOptions

  /// Minutes after a fault in which an incident still counts as its own.
  private static let grace = 15

  func validate() throws {
    guard (1...100).contains(runs) else { throw ValidationError("--runs is \(runs), expected 1 to 100") }
  }

  func run() throws {
    guard let kind = PolicyKind(policy) else {
      throw CommandFailure(.usage, "there is no policy '\(policy)'; give one of \(PolicyKind.usage)")
    }
    guard let detector = DetectorKind(rawValue: model), detector.models == nil else {
      throw CommandFailure(
        .usage, "there is no detector '\(model)' that streams; give streaming, range, forest, bands, random or null")
    }
    let ladder = try FaultLadder(levels: quick ? [1] : [0, 1, 2])
    let runs = quick ? 1 : runs
    var tallies: [FaultScore] = []
    var control = (incidents: 0, serviceDays: 0.0)
    let bar = ProgressBar("faults", total: (ladder.rungs.count + 1) * runs)
    for run in 0..<runs {
      let seed = seed &+ UInt64(run)
      let watch = try FaultWatch(ladder.control, policy: kind, detector: detector, seed: seed)
      control.incidents += watch.incidents.count
      control.serviceDays += watch.serviceDays
    }
    for rung in ladder.rungs {
      var score = FaultScore(
        kind: rung.fault.kind.rawValue, level: ["mild", "usual", "strong"][rung.level], severity: rung.fault.severity)
      for run in 0..<runs {
        let watch = try FaultWatch(rung.scenario, policy: kind, detector: detector, seed: seed &+ UInt64(run))
        score.add(watch.incidents, rung, grace: Self.grace)
        bar.update(tallies.count * runs + run)
      }
      tallies.append(score)
    }
    bar.finish()
    let falseBefore = tallies.reduce(0) { $0 + $1.falseAlarms }
    let detected = tallies.reduce(0) { $0 + $1.detected }
    let trueIncidents = tallies.reduce(0) { $0 + $1.trueIncidents }
    let report = Report(
      detector: model, policy: "\(kind)", runs: runs, rungs: tallies,
      recall: Double(detected) / Double(max(1, ladder.rungs.count * runs)),
      precision: Double(trueIncidents) / Double(max(1, trueIncidents + falseBefore)),
      controlFalseAlarmsPerServiceDay: Double(control.incidents) / max(1e-9, control.serviceDays))
    if printing.json {
      try printing.print(report)
    } else {
      try StandardOutput.write(report.text)
    }
  }

  private struct Report: Encodable {
    let detector: String
    let policy: String
    let runs: Int
    let rungs: [FaultScore]
    let recall: Double
    let precision: Double
    let controlFalseAlarmsPerServiceDay: Double

    var text: String {
      var text =
        "| fault | severity | detected | in the service | right kind | median delay, min | false alarms |\n|---|---|---|---|---|---|---|\n"
      for rung in rungs {
        text +=
          "| \(rung.kind), \(rung.level) | \(rung.severity) | \(rung.detected) of \(rung.runs) | \(rung.inService) | \(rung.rightKind) | "
        text += "\(rung.medianDelayMinutes.map { rounded($0, 0) } ?? "–") | \(rung.falseAlarms) |\n"
      }
      text += "recall \(rounded(recall, 2)), precision \(rounded(precision, 2)); without a fault "
      text +=
        "\(rounded(controlFalseAlarmsPerServiceDay, 2)) false alarms per service and day (detector \(detector), policy \(policy))\n"
      return text
    }
  }
}
