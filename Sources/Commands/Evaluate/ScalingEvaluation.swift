import Simulation

/// The tables of `evaluate scaling`, and its JSON object.
package struct ScalingEvaluation: Encodable {
  let build = BuildInfo.current
  package let trials: [ScalingTrial]
  package let summary: [PolicySummary]
  package let front: [FrontSummary]

  /// - Parameter trials: At least one, all with the same policies.
  package init(_ trials: [ScalingTrial]) {
    self.trials = trials
    // Each start-up time by itself, then all together.
    let startups = Self.startups(of: trials) + [nil]
    let policies = trials.first?.policies.map(\.policy) ?? []
    summary = policies.filter { $0 != "hpa" }.flatMap { policy in
      startups.compactMap { PolicySummary(policy, startupSeconds: $0, trials: trials) }
    }
    front = startups.map { FrontSummary(startupSeconds: $0, trials: trials) }
  }

  /// The start-up times of the trials, each once; the optional leaves room for "all".
  private static func startups(of trials: [ScalingTrial]) -> [Double?] {
    trials.reduce(into: []) { found, trial in
      if !found.contains(trial.startupSeconds) { found.append(trial.startupSeconds) }
    }
  }

  /// All tables in Markdown.
  package var markdown: String {
    let startups = Self.startups(of: trials).compactMap { $0 }
    var tables = [summaryTable] + [frontTable]
    if let losses = front.last?.losses, !losses.isEmpty { tables.append(Self.table(of: losses)) }
    for startup in startups {
      tables.append(
        table("Unserved % ready (started) over demand, start-up \(Self.seconds(startup))", startup) {
          "\(Self.percent($0.unservedPercent)) \(rounded($0.replicaHoursOverDemand, 2)) "
            + "(\(rounded($0.replicaHoursStartedOverDemand, 2)))"
        })
    }
    for startup in startups {
      tables.append(
        table("Scale actions a day, start-up \(Self.seconds(startup))", startup) {
          rounded($0.scaleActionsPerDay, $0.scaleActionsPerDay < 100 ? 1 : 0)
        })
    }
    return
      "# Scaling policies on recorded loads\n\n`\(build.command)`, tidegate \(build.version), commit \(build.commit). "
      + "The first third of each series is history; a replica serves the largest value / 50.\n\n"
      + tables.map(\.markdown).joined(separator: "\n")
  }

  /// A row per series, a column per policy.
  private func table(_ title: String, _ startup: Double, _ cell: (ElasticityReport) -> String) -> Table {
    let trials = trials.filter { $0.startupSeconds == startup }
    return Table(
      title: title, header: ["series"] + (trials.first?.policies.map(\.policy) ?? []),
      rows: trials.map { [$0.series] + $0.policies.map(cell) })
  }

  private var summaryTable: Table {
    Table(
      title: "Against the HPA at 70 %",
      header: [
        "policy", "start-up", "trials", "worse on both", "better or equal on both", "unserved", "ready", "started",
        "largest started", "actions", "largest actions",
      ],
      rows: summary.map { row in
        [
          row.policy, Self.seconds(row.startupSeconds), "\(row.series)",
          "\(row.worseOnBoth.ready), \(row.worseOnBoth.started)",
          "\(Self.share(row.betterOrEqualOnBoth.ready, of: row.series)), "
            + Self.share(row.betterOrEqualOnBoth.started, of: row.series),
          rounded(row.unservedRatio, 3), rounded(row.readyRatio, 3), rounded(row.startedRatio, 3),
          rounded(row.largestStartedRatio, 3), rounded(row.actionsRatio, 2), rounded(row.largestActionsRatio, 1),
        ]
      },
      note:
        "Worse, and better or equal, on both unserved requests and replica-hours: counting ready replicas, then ready and "
        + "starting ones. The rest are geometric means of the ratio to the HPA (unserved of at least 0.002 %, at least one "
        + "action a day) and the largest ratio.")
  }

  private var frontTable: Table {
    Table(
      title: "Our modes' front against HPA at every target, KEDA, Knative and AWS",
      header: [
        "start-up", "trials", "no mode dominated", "front not dominated", "all modes dominated by one baseline",
      ],
      rows: front.map { row in
        [
          Self.seconds(row.startupSeconds), "\(row.series)", Self.share(row.noModeDominated, of: row.series),
          Self.share(row.frontNotDominated, of: row.series), "\(row.dominatedByOne)",
        ]
      },
      note:
        "A mode is dominated when a baseline is at most its equal in unserved requests and in ready replica-hours, and better "
        + "in one; the front is when all modes are.")
  }

  private static func table(of losses: [FrontSummary.Loss]) -> Table {
    Table(
      title: "Where a mode is dominated",
      header: ["series", "start-up", "mode", "unserved %, ready", "baseline", "its unserved %, ready", ""],
      rows: losses.map { loss in
        [
          loss.series, seconds(loss.startupSeconds), loss.policy,
          "\(percent(loss.unservedPercent)), \(rounded(loss.readyOverDemand, 3))", loss.baseline,
          "\(percent(loss.baselineUnservedPercent)), \(rounded(loss.baselineReadyOverDemand, 3))",
          loss.isHPA ? "did what the HPA did" : "",
        ]
      })
  }

  private static func seconds(_ startup: Double?) -> String { startup.map { "\(rounded($0, 0)) s" } ?? "all" }

  private static func share(_ count: Int, of total: Int) -> String {
    "\(count) (\(rounded(100 * Double(count) / Double(max(1, total)), 0)) %)"
  }

  private static func percent(_ value: Double) -> String { rounded(value, value < 9.9995 ? 3 : 1) }
}
