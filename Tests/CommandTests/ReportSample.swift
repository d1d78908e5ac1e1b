import Foundation

import Commands

/// A made-up day at a tick of 15 s, with everything that a report can hold.
enum ReportSample {
  static let steps = 5760

  static func report() -> HTMLReport {
    let load = self.load
    let forecast = load.indices.map { $0 < 240 ? .nan : smooth($0) }
    return HTMLReport(
      title: "A day of web-diurnal under three policies",
      subtitle: "Simulated platform, 24 h at 15 s, seed 7. Faults are labelled by the simulator.",
      sections: [
        .keyFigures([
          KeyFigure(label: "Unserved load", value: "0.08 %", note: "HPA 0.61 %"),
          KeyFigure(label: "Replica hours", value: "214", note: "HPA 239"),
          KeyFigure(label: "Scale actions a day", value: "86", note: "HPA 143"),
          KeyFigure(label: "Faults found", value: "4 of 5", note: "1.2 false alarms a day"),
        ]),
        .text(
          heading: "Load and forecast",
          paragraphs: [
            "The forecast is of the largest load over the next 75 s, made from the past alone. "
              + "Between 13 h and 13.5 h nothing was measured."
          ]),
        .lineChart(
          LineChart(
            title: "Load", subtitle: "Measured, and forecast 75 s ahead with its 5–95 % band", unit: "requests/s",
            secondsPerStep: 15,
            series: [
              Series(name: "measured", values: load, colour: .grey),
              Series(name: "forecast (median)", values: forecast, colour: .blue),
            ],
            bands: [
              Band(
                name: "5–95 %", lower: forecast.map { $0 * 0.88 - 12 }, upper: forecast.map { $0 * 1.12 + 14 },
                colour: .blue)
            ], spans: [MarkedSpan(steps: 0...239, label: "warming up", tone: .neutral)] + faults)),
        .lineChart(
          LineChart(
            title: "Replicas", subtitle: "Ready replicas of three policies, and the fewest that serve the load",
            unit: "replicas", secondsPerStep: 15,
            series: [
              Series(name: "demand", values: replicas(lag: 0, room: 1), colour: .grey, style: .steps),
              Series(name: "tidegate:balanced", values: replicas(lag: -4, room: 1.08), colour: .blue, style: .steps),
              Series(name: "hpa", values: replicas(lag: 12, room: 1.25), colour: .orange, style: .steps),
              Series(
                name: "static:12", values: [Double](repeating: 12, count: steps), colour: .teal, style: .steps,
                isDashed: true),
            ])),
        .lineChart(
          LineChart(
            title: "Anomaly score", subtitle: "1 is the threshold; labelled faults are shaded", unit: "",
            secondsPerStep: 15, series: [Series(name: "score", values: score, colour: .violet)], spans: faults,
            threshold: LineChart.Threshold(value: 1, label: "threshold"))),
        .table(
          Table(
            title: "Policies on the same day",
            header: ["Policy", "Unserved %", "Replica hours", "Over demand", "Actions/day", "p95 ms", "Cost"],
            rows: [
              ["tidegate:balanced", "0.08", "214.2", "1.09", "86", "92", "1.00"],
              ["hpa", "0.61", "239.0", "1.22", "143", "131", "1.31"],
              ["keda", "0.44", "241.7", "1.23", "139", "126", "1.27"],
              ["static:12", "1.92", "288.0", "1.47", "0", "–", "2.15"],
              ["oracle", "0.00", "196.1", "1.00", "118", "84", "0.91"],
            ], highlightedRow: 0, note: "Cost counts unserved load and replica hours; lower is better.")),
        .barChart(
          BarChart(
            title: "What the detector looked at", subtitle: "Share of the score over all alarms",
            bars: [
              BarChart.Bar(name: "latencyP95Milliseconds", value: 41, text: "41 %"),
              BarChart.Bar(name: "memoryPercent", value: 27, text: "27 %"),
              BarChart.Bar(name: "cpuPercent", value: 18, text: "18 %"),
              BarChart.Bar(name: "errorPercent", value: 9, text: "9 %"),
              BarChart.Bar(name: "requestsPerSecond", value: 5, text: "5 %", colour: .grey),
            ])),
      ],
      footer: "tidegate simulate --scenario web-diurnal --days 1 --seed 7 --policy tidegate,hpa,static:12 --report out")
  }

  static let faults = [
    MarkedSpan(steps: 720...839, label: "memory leak"), MarkedSpan(steps: 860...899, label: "CPU hog"),
    MarkedSpan(steps: 2400...2411, label: "network delay"), MarkedSpan(steps: 2500...2620, label: "crash loop"),
    MarkedSpan(steps: 5500...5580, label: "error burst"),
  ]

  private static func smooth(_ step: Int) -> Double {
    let hour = Double(step) / 240
    let day = 0.5 - 0.5 * cos((hour - 4) / 24 * 2 * Double.pi)
    let evening = exp(-pow((hour - 20) / 1.6, 2))
    return 180 + 620 * day * day + 260 * evening
  }

  static var load: [Double] {
    var random = SeededNoise(state: 7)
    return (0..<steps).map { step in
      if (3120..<3240).contains(step) { return .nan }
      let burst = (3900..<3940).contains(step) ? 420.0 : 0
      return max(0, smooth(step) + burst + random.next() * 34)
    }
  }

  private static func replicas(lag: Int, room: Double) -> [Double] {
    (0..<steps).map { step in
      let block = max(0, step - lag) / 20 * 20
      return (smooth(block) * room / 80).rounded(.up)
    }
  }

  private static var score: [Double] {
    var random = SeededNoise(state: 9)
    return (0..<steps).map { step in
      let isFault = faults.contains { $0.steps.contains(step) && $0.label != "network delay" }
      return abs(0.22 + random.next() * 0.12 + (isFault ? 1.6 + random.next() * 0.5 : 0))
    }
  }
}
