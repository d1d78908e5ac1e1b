import Detection
import Engine
import Foundation
import Simulation
import Telemetry

/// A comparison as a table of text, and as a page with charts.
struct SimulationReport {
  let results: [Performance]
  let world: ComparedWorld
  let workload: WorkloadConfiguration
  /// Alarms of a policy's detector against the labelled faults; nil for policies without a detector.
  let alarms: [AlarmTally?]

  /// What a decision may take.
  private static let budgetMilliseconds = 50.0

  init(_ results: [Performance], world: ComparedWorld, workload: WorkloadConfiguration) {
    self.results = results
    self.world = world
    self.workload = workload
    let labels = Self.faults(in: world).map(\.rows)
    alarms = results.map { result in
      guard world.scenario != nil, result.scores.contains(where: { !$0.isNaN }) else { return nil }
      return AlarmTally(
        result.scores.map { $0 >= 1 }, events: labels, gap: AlarmTally.gap(interval: world.trace.tickSeconds))
    }
  }

  /// The faults of the scored ticks.
  private static func faults(in world: ComparedWorld) -> [LabelledInterval] {
    (world.scenario?.labels(rowSeconds: world.trace.tickSeconds, from: world.scoredFrom) ?? [])
      .filter { $0.start < world.trace.loads.count - world.scoredFrom }
  }

  private var header: [String] {
    let base = ["policy", "unserved %", "replica-h", "/ demand", "started", "actions/day"]
    return base + (world.scenario == nil ? [] : ["p95 ms", "alarms"]) + ["µs p50/p99/max"]
  }

  private var rows: [[String]] {
    zip(results, alarms).map { result, alarms in
      let report = result.report
      let latency = result.latencies.summary
      var cells = [
        report.policy, rounded(report.unservedPercent, 3), rounded(report.replicaHours, 1),
        rounded(report.replicaHoursOverDemand, 3), rounded(report.replicaHoursStartedOverDemand, 3),
        rounded(report.scaleActionsPerDay, 1),
      ]
      if world.scenario != nil {
        cells.append(report.p95LatencyMilliseconds.map { rounded($0, 0) } ?? "–")
        cells.append(
          alarms.map { "\($0.detected)/\($0.events), \($0.falseAlarms) false" } ?? "–")
      }
      cells.append("\(rounded(latency.p50, 1)) / \(rounded(latency.p99, 1)) / \(rounded(latency.max, 0))")
      return cells
    }
  }

  /// The table as text of fixed width.
  var text: String {
    let lines = [header] + rows
    let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    let table = lines.map { line in
      zip(line, widths).enumerated().map { index, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return index == 0 ? cell.0 + padding : padding + cell.0
      }.joined(separator: "  ")
    }
    return "\(world.source)\n" + table.joined(separator: "\n")
      + "\nunserved % of all requests; replica-hours ready, over the fewest that serve the load, and with starting ones;\n"
      + "the last column is the time of a decision, of a budget of \(Int(Self.budgetMilliseconds)) ms\n"
  }

  /// The page with its charts.
  var page: HTMLReport {
    var sections: [ReportSection] = []
    if let figures = keyFigures { sections.append(.keyFigures(figures)) }
    sections.append(
      .table(
        Table(
          title: "Every policy in the same world", header: header, rows: rows, highlightedRow: 0,
          note:
            "Unserved: load above the ready replicas' capacity, as a share of all load. / demand: ready replica-hours over "
            + "those of the fewest replicas that serve each tick; started: starting ones counted too."
            + (world.scenario == nil
              ? "" : " Alarms: labelled faults with an alarm, and alarms without a fault.")
            + " The last column: time of a decision, of a budget of \(Int(Self.budgetMilliseconds)) ms.")))
    sections += charts.map { .lineChart($0) }
    let build = BuildInfo.current
    return HTMLReport(
      title: "Tidegate: capacity just ahead of load", subtitle: world.source, sections: sections,
      footer: "\(build.command) · tidegate \(build.version), commit \(build.commit), Swift \(build.swift), "
        + "\(build.compilerFlags), OpenBLAS \(build.openBLASCore) · \(build.cpu), \(build.cores) cores")
  }

  private var keyFigures: [KeyFigure]? {
    guard let ours = results.first(where: { $0.report.policy.hasPrefix("tidegate") }),
      let theirs = results.first(where: { $0.report.policy == "hpa" })
    else { return nil }
    let latency = ours.latencies.summary
    return [
      KeyFigure(
        label: "Unserved requests", value: "\(rounded(ours.report.unservedPercent, 3)) %",
        note: "HPA \(rounded(theirs.report.unservedPercent, 3)) %"),
      KeyFigure(
        label: "Replica-hours", value: rounded(ours.report.replicaHours, 0),
        note: "HPA \(rounded(theirs.report.replicaHours, 0))"),
      KeyFigure(
        label: "Decision, p99", value: "\(rounded(latency.p99, 1)) µs",
        note: "budget \(Int(Self.budgetMilliseconds)) ms, slowest \(rounded(latency.max, 0)) µs"),
    ]
  }

  /// The scored ticks that are drawn one by one: all of a few days, or the busiest 24 hours of more.
  private var drawn: Range<Int> {
    let count = world.trace.loads.count - world.scoredFrom
    let day = Int(86_400 / world.trace.tickSeconds)
    guard count > 3 * day else { return 0..<count }
    let loads = world.trace.loads[world.scoredFrom...].map { $0.isNaN ? 0 : $0 }
    var sum = loads[..<day].reduce(0, +)
    var best = (start: 0, sum: sum)
    for start in 1...(count - day) {
      sum += loads[start + day - 1] - loads[start - 1]
      if sum > best.sum { best = (start, sum) }
    }
    return best.start..<best.start + day
  }

  /// The fewest replicas that serve each scored tick.
  private var needed: [Double] {
    world.trace.loads[world.scoredFrom...].map { $0.isNaN ? 1 : max(1, $0.rounded(.up)) }
  }

  private var charts: [LineChart] {
    let trace = world.trace
    let drawn = drawn
    let loads = Array(trace.loads[(world.scoredFrom + drawn.lowerBound)..<(world.scoredFrom + drawn.upperBound)])
    let isPart = drawn.count < trace.loads.count - world.scoredFrom
    let days = rounded(Double(drawn.lowerBound) * trace.tickSeconds / 86_400, 1)
    let part = isPart ? " The 24 hours with most load, which begin after \(days) days." : ""
    var charts: [LineChart] = isPart ? [overview(marking: drawn)] : []
    if let ours = results.first(where: { result in result.forecast.contains { !$0.median.isNaN } }) {
      let forecast = ours.forecast[drawn]
      charts.append(
        LineChart(
          title: "Load and its forecast",
          subtitle: "The band: median to 96 % quantile of the largest load over the next "
            + "\(Int(workload.target.windowSeconds)) s, as known at each tick." + part,
          unit: "replicas' worth", secondsPerStep: trace.tickSeconds,
          series: [Series(name: "load", values: loads, colour: .grey)],
          bands: [
            Band(name: "forecast", lower: forecast.map(\.median), upper: forecast.map(\.upper), colour: .blue)
          ]))
    }
    charts.append(
      LineChart(
        title: "Ready replicas",
        subtitle: "What each policy had serving; shaded: the fewest that serve the load." + part,
        unit: "replicas", secondsPerStep: trace.tickSeconds,
        series: replicas { $0[drawn].map { Double($0) } }, bands: [Self.area(Array(needed[drawn]))]))
    if let index = alarms.firstIndex(where: { $0 != nil }) {
      let spans = Self.faults(in: world).filter { drawn.contains($0.start) }.map {
        MarkedSpan(
          steps: $0.start - drawn.lowerBound...min($0.end, drawn.upperBound - 1) - drawn.lowerBound, label: $0.kind)
      }
      charts.append(
        LineChart(
          title: "Anomaly score", subtitle: "How strange the metrics are; shaded: labelled faults." + part,
          unit: "score",
          secondsPerStep: trace.tickSeconds,
          series: [Series(name: "score", values: results[index].scores[drawn].map { min($0, 10) }, colour: .violet)],
          spans: spans, threshold: LineChart.Threshold(value: 1, label: "threshold")))
    }
    return charts
  }

  /// The whole of a long span, hour by hour, with the stretch that the other charts show.
  private func overview(marking drawn: Range<Int>) -> LineChart {
    let ticks = Int(3_600 / world.trace.tickSeconds)
    return LineChart(
      title: "Ready replicas, the whole span",
      subtitle: "Means of each hour; shaded: the fewest that serve the load. Days count from the first scored row.",
      unit: "replicas", secondsPerStep: 3_600,
      series: replicas(style: .line) { Self.means($0.map { Double($0) }, of: ticks) },
      bands: [Self.area(Self.means(needed, of: ticks))],
      spans: [
        MarkedSpan(
          steps: drawn.lowerBound / ticks...(drawn.upperBound - 1) / ticks, label: "busiest 24 hours, below",
          tone: .neutral)
      ])
  }

  /// A line per policy, the first on top. The oracle's lies on what is needed, and is left to the table.
  private func replicas(style: Series.Style = .steps, _ values: ([Int32]) -> [Double]) -> [Series] {
    results.enumerated().filter { $1.report.policy != "oracle" }.map { index, result in
      Series(name: result.report.policy, values: values(result.ready), colour: .number(index), style: style)
    }.reversed()
  }

  private static func area(_ needed: [Double]) -> Band {
    Band(name: "needed", lower: [Double](repeating: 0, count: needed.count), upper: needed, colour: .grey)
  }

  private static func means(_ values: [Double], of length: Int) -> [Double] {
    stride(from: 0, to: values.count, by: length).map { start in
      let part = values[start..<min(start + length, values.count)]
      return part.reduce(0, +) / Double(part.count)
    }
  }
}
