import Engine
import Foundation
import Scaling
import Simulation

/// `simulate` with a platform: every policy through the same traffic, faults and losses.
struct PlatformRun {
  private let scenario: PlatformScenario
  private let options: Simulate
  /// What each contestant is called, and the policy of every service; nil for those that the file names.
  private let contestants: [(name: String, policy: PolicyKind?)]

  /// - Throws: A refusal for options that a platform has no use for.
  init(_ platform: PlatformScenario, options: Simulate) throws {
    var scenario = platform
    if let days = options.days { scenario.hours = 24 * days }
    self.scenario = try scenario.validated()
    self.options = options
    contestants = try (options.policy ?? "tidegate,scenario").split(separator: ",", omittingEmptySubsequences: false)
      .map {
        name in
        if name == "scenario" { return ("scenario", nil) }
        guard let kind = PolicyKind(name) else {
          throw CommandFailure(
            .usage, "there is no policy '\(name)' for a platform; give one or more of scenario, \(PolicyKind.usage)")
        }
        return ("\(kind)", kind)
      }
    let rows = scenario.ticks / 4
    guard options.fromRow >= 0, options.fromRow < max(1, rows) else {
      throw CommandFailure(
        .usage, "--from-row is \(options.fromRow), but there are \(rows) rows of a minute; give a row below that")
    }
  }

  func run() throws {
    let models = try options.models.map { try ModelSet(folder: $0) } ?? ModelSet.shipped
    let first = options.fromRow * 4
    var results: [(platform: PlatformSimulation, report: PlatformReport)] = []
    for contestant in contestants {
      var platform = try PlatformSimulation(scenario, seed: options.seed)
      var autoscaler = try PlatformAutoscaler(platform, policy: contestant.policy, models: models)
      let bar = ProgressBar(contestant.name, total: scenario.ticks)
      while !platform.isOver {
        autoscaler.scale(&platform)
        platform.step()
        autoscaler.refitIfDue(threads: options.threads ?? Machine.coreCount)
        if platform.tick % 256 == 0 { bar.update(platform.tick) }
      }
      bar.finish()
      results.append((platform, platform.report(policy: contestant.name, from: first)))
    }
    let page = PlatformPage(results, scenario: scenario, seed: options.seed, first: first)
    if let report = options.report {
      let path = try page.html.write(to: report)
      inform("the report is at \(path)")
    }
    if options.output.json {
      try options.output.print(Result(trace: scenario.name, policies: results.map(\.report)))
    } else {
      try StandardOutput.write(page.text)
    }
  }

  private struct Result: Encodable {
    let trace: String
    let policies: [PlatformReport]
  }
}
