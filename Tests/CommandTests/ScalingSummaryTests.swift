import Simulation
import Testing

import Commands

struct ScalingSummaryTests {
  private func report(
    _ policy: String, unserved: Double, ready: Double, started: Double? = nil, actions: Double = 10
  ) -> ElasticityReport {
    var report = ElasticityMeter(tickSeconds: 15).report(policy: policy)
    report.unservedPercent = unserved
    report.replicaHours = ready
    report.replicaHoursStarted = started ?? ready
    report.scaleActionsPerDay = actions
    return report
  }

  private func trial(_ series: String, startup: Double = 60, _ policies: ElasticityReport...) -> ScalingTrial {
    ScalingTrial(series: series, startupSeconds: startup, policies: policies)
  }

  @Test func `better, worse and equal are counted under both accounts of cost`() throws {
    let trials = [
      // Better in both; with starting replicas worse in hours.
      trial("a", report("hpa", unserved: 1, ready: 100), report("x", unserved: 0.5, ready: 90, started: 110)),
      // Worse on both, in either account.
      trial("b", report("hpa", unserved: 1, ready: 100), report("x", unserved: 2, ready: 110)),
      // Equal is not worse, and is better or equal.
      trial("c", report("hpa", unserved: 1, ready: 100), report("x", unserved: 1, ready: 100)),
      // Worse in unserved, and only with starting replicas in hours too.
      trial("d", report("hpa", unserved: 1, ready: 100), report("x", unserved: 2, ready: 99, started: 101)),
    ]
    let summary = try #require(PolicySummary("x", startupSeconds: nil, trials: trials))
    #expect(summary.series == 4)
    #expect(summary.worseOnBoth.ready == 1 && summary.worseOnBoth.started == 2)
    #expect(summary.betterOrEqualOnBoth.ready == 2 && summary.betterOrEqualOnBoth.started == 1)
  }

  @Test func `ratios are geometric means, and next to nothing counts as the floor`() throws {
    let trials = [
      trial(
        "a", report("hpa", unserved: 1, ready: 100, started: 200, actions: 0),
        report("x", unserved: 0.25, ready: 50, started: 100, actions: 4)),
      trial(
        "b", startup: 300, report("hpa", unserved: 0, ready: 100, started: 100, actions: 8),
        report("x", unserved: 0.0001, ready: 200, started: 400, actions: 8)),
    ]
    func close(_ found: Double, _ expected: Double) -> Bool { abs(found - expected) < 1e-12 }
    let all = try #require(PolicySummary("x", startupSeconds: nil, trials: trials))
    #expect(close(all.unservedRatio, 0.5) && close(all.readyRatio, 1))
    #expect(close(all.startedRatio, 2.0.squareRoot()) && all.largestStartedRatio == 4)
    #expect(close(all.actionsRatio, 2) && all.largestActionsRatio == 4)
    let late = try #require(PolicySummary("x", startupSeconds: 300, trials: trials))
    #expect(late.series == 1 && late.unservedRatio == 1 && close(late.readyRatio, 2))
    #expect(PolicySummary("y", startupSeconds: nil, trials: trials) == nil)
  }

  @Test func `a mode is dominated by a baseline that is no worse on either axis and better on one`() throws {
    let trials = [
      // Nothing dominates: fewer unserved, or fewer hours. An oracle and our other contestants are no baselines.
      trial(
        "held", report("hpa", unserved: 1, ready: 100), report("aws", unserved: 3, ready: 80),
        report("oracle", unserved: 0, ready: 10), report("quantile:0.96", unserved: 0, ready: 10),
        report("tidegate:save", unserved: 2, ready: 90), report("tidegate:protect", unserved: 1, ready: 100)),
      // One mode is dominated, and keda is the better of the two that do it.
      trial(
        "part", startup: 300, report("hpa", unserved: 1, ready: 100), report("keda", unserved: 0.5, ready: 100),
        report("tidegate:save", unserved: 1, ready: 101), report("tidegate:protect", unserved: 0, ready: 150)),
      // Both are, by one baseline; the first did what the HPA did.
      trial(
        "lost", report("hpa", unserved: 1, ready: 100), report("hpa:80", unserved: 1, ready: 90),
        report("tidegate:save", unserved: 1, ready: 100), report("tidegate:protect", unserved: 1, ready: 120)),
    ]
    let front = FrontSummary(startupSeconds: nil, trials: trials)
    #expect(front.series == 3 && front.noModeDominated == 1 && front.frontNotDominated == 2)
    #expect(front.dominatedByOne == 1)
    #expect(front.losses.map(\.series) == ["part", "lost", "lost"])
    #expect(front.losses.map(\.policy) == ["tidegate:save", "tidegate:save", "tidegate:protect"])
    #expect(front.losses.map(\.baseline) == ["keda", "hpa:80", "hpa:80"])
    #expect(front.losses.map(\.isHPA) == [false, true, false])
    #expect(FrontSummary(startupSeconds: 60, trials: trials).series == 2)
  }

  @Test func `a table in Markdown keeps its cells apart and sets numbers flush right`() {
    let table = Table(title: "T", header: ["name", "n"], rows: [["a|b", "1"], ["c", "–"]], note: "Note.")
    #expect(table.markdown == "## T\n\n| name | n |\n| --- | --: |\n| a\\|b | 1 |\n| c | – |\n\nNote.\n")
  }
}
