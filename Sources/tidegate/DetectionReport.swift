import Detection
import Foundation
import Telemetry

/// The scores of `detect` as a page: the score, and the metrics that stood out most.
enum DetectionReport {
  private static let shownMetrics = 6

  /// The page with the score and the metrics that stood out most.
  static func page(_ table: MetricTable, names: [String], columns: [[Double]], scores: [AnomalyScore]) -> HTMLReport {
    let step = table.interval ?? 60
    let start = table.timestamps?.first ?? 0
    var counts = [Int](repeating: 0, count: names.count)
    for score in scores where score.isAnomaly { if let top = score.top { counts[top] += 1 } }
    let order = names.indices.sorted { (counts[$0], -$0) > (counts[$1], -$1) }.prefix(shownMetrics)
    let spans = runs(scores).map { MarkedSpan(steps: $0, label: "") }
    var sections: [ReportSection] = [
      .lineChart(
        LineChart(
          title: "Anomaly score", subtitle: "1 is the threshold; values above 10 are drawn at 10.", unit: "score",
          secondsPerStep: step, firstSecond: start,
          series: [Series(name: "score", values: scores.map { min($0.value, 10) }, colour: .violet)],
          threshold: LineChart.Threshold(value: 1, label: "threshold")))
    ]
    for index in order {
      sections.append(
        .lineChart(
          LineChart(
            title: names[index], subtitle: "Top contributor of \(counts[index]) anomalous rows.", unit: "",
            secondsPerStep: step, firstSecond: start,
            series: [Series(name: names[index], values: columns[index], colour: .blue)], spans: spans,
            includesZero: false)))
    }
    return HTMLReport(
      title: "Anomalies",
      subtitle: "\(table.rowCount) rows of \(names.count) metrics, \(scores.count { $0.isAnomaly }) anomalous",
      sections: sections, footer: BuildInfo.current.command)
  }

  /// Rows in a row that are anomalous.
  private static func runs(_ scores: [AnomalyScore]) -> [ClosedRange<Int>] {
    var runs: [ClosedRange<Int>] = []
    for (row, score) in scores.enumerated() where score.isAnomaly {
      if let last = runs.last, last.upperBound == row - 1 {
        runs[runs.count - 1] = last.lowerBound...row
      } else {
        runs.append(row...row)
      }
    }
    return runs
  }
}
