/// What a chart shows, in words, for readers who do not see it.
enum ChartDescription {
  static func text(_ chart: LineChart) -> String {
    let last = chart.firstSecond + Double(chart.stepCount) * chart.secondsPerStep
    var sentences = ["Time from \(duration(chart.firstSecond)) to \(duration(last))."]
    let unit = chart.unit.isEmpty ? "" : " \(chart.unit)"
    for series in chart.series {
      let values = series.values.filter(\.isFinite)
      guard let low = values.min(), let high = values.max(), let final = values.last else {
        sentences.append("\(series.name): no data.")
        continue
      }
      sentences.append(
        "\(series.name): from \(AxisTicks.readable(low)) to \(AxisTicks.readable(high))\(unit), "
          + "at the end \(AxisTicks.readable(final)).")
    }
    if !chart.bands.isEmpty { sentences.append("Bands: \(chart.bands.map(\.name).joined(separator: ", ")).") }
    if let threshold = chart.threshold {
      sentences.append("\(threshold.label): \(AxisTicks.readable(threshold.value)).")
    }
    let named = chart.spans.prefix(20).map { span in
      let start = chart.firstSecond + Double(span.steps.lowerBound) * chart.secondsPerStep
      let end = chart.firstSecond + Double(span.steps.upperBound + 1) * chart.secondsPerStep
      return "\(span.label) from \(duration(start)) to \(duration(end))"
    }
    if !named.isEmpty { sentences.append("Marked: \(named.joined(separator: "; ")).") }
    return sentences.joined(separator: " ")
  }

  /// A time in the two largest units that it has, such as `3 h 20 min`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e15 else { return "\(seconds) s" }
    if abs(seconds) < 60 { return "\(AxisTicks.readable(seconds)) s" }
    let units: [(Int, String)] = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")]
    var rest = Int(abs(seconds).rounded())
    var parts: [String] = []
    for (length, name) in units {
      if parts.count < 2, rest >= length { parts.append("\(rest / length) \(name)") }
      rest %= length
    }
    return (seconds < 0 ? "−" : "") + parts.joined(separator: " ")
  }
}
