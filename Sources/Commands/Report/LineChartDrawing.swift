/// One chart drawn as SVG at one size.
package struct LineChartDrawing {
  private let chart: LineChart
  private let layout: ChartLayout
  private let vertical: AxisTicks
  private let labels: [SpanLabel]
  private let top: Double
  private let left: Double

  package init(_ chart: LineChart, _ layout: ChartLayout) {
    self.chart = chart
    self.layout = layout
    let extent = Self.extent(chart)
    vertical = .numbers(from: extent.lowerBound, to: extent.upperBound, count: layout.verticalTicks)
    // The same margin under most charts lets their times stand below each other.
    let longest = vertical.labels.map(\.count).max() ?? 0
    left = Swift.max(layout.left, Double(longest) * layout.fontSize * 0.6 + 10)
    let plot = left...(layout.width - layout.right)
    let horizontal = HorizontalScale(chart, plot)
    labels = SpanLabel.place(
      chart.spans.map { ($0, horizontal.position($0.steps.lowerBound)) }, in: plot, fontSize: layout.fontSize)
    let lanes = labels.map { $0.lane + 1 }.max() ?? 0
    let unitHeight = chart.unit.isEmpty ? 0 : layout.fontSize + 12
    top = Swift.max(unitHeight + Double(lanes) * SpanLabel.laneHeight(layout.fontSize), 8)
  }

  /// The drawing as an `svg` element, well-formed as XML.
  ///
  /// - Parameter id: Unique in the page; begins the ids of the parts.
  package func write(to page: inout Markup, id: String) {
    let height = bottom + layout.fontSize + 14
    page.element(
      "svg",
      [
        "class": layout.name, "viewBox": "0 0 \(text(layout.width)) \(text(height))", "role": "img",
        "aria-labelledby": "\(id)-t \(id)-d",
      ]
    ) { page in
      page.element("title", ["id": "\(id)-t"]) { $0.text(chart.title) }
      page.element("desc", ["id": "\(id)-d"]) { $0.text(ChartDescription.text(chart)) }
      page.element("clipPath", ["id": "\(id)-c"]) { page in
        // A little more than the plot, so that lines along its edges keep their width.
        page.void(
          "rect",
          [
            "x": text(left - 2), "y": text(top - 2), "width": text(right - left + 4),
            "height": text(layout.plotHeight + 4),
          ])
      }
      writeSpans(to: &page)
      writeAxes(to: &page)
      page.element("g", ["clip-path": "url(#\(id)-c)"]) { page in
        for band in chart.bands { write(band, to: &page) }
        for series in chart.series { write(series, to: &page) }
      }
      writeThreshold(to: &page)
      if isEmpty {
        page.element(
          "text", ["class": "empty", "x": text((left + right) / 2), "y": text(top + layout.plotHeight / 2)]
        ) { $0.text("no data") }
      }
    }
  }

  // MARK: Parts

  private func writeAxes(to page: inout Markup) {
    page.element("g", ["class": "axes"]) { page in
      if !chart.unit.isEmpty {
        page.element("text", ["class": "unit", "x": "0", "y": text(layout.fontSize)]) { $0.text(chart.unit) }
      }
      for (value, label) in zip(vertical.values, vertical.labels) {
        let y = self.y(value)
        page.void(
          "path",
          [
            "class": value == 0 || y == bottom ? "base" : "grid",
            "d": "M\(text(left)) \(text(y))H\(text(right))",
          ])
        page.element("text", ["class": "y", "x": text(left - 8), "y": text(y + layout.fontSize * 0.35)]) {
          $0.text(label)
        }
      }
      let times = AxisTicks.times(from: horizontal.first, to: horizontal.last, count: layout.timeTicks)
      for (time, label) in zip(times.values, times.labels) {
        let x = horizontal.position(seconds: time)
        page.void("path", ["class": "base", "d": "M\(text(x)) \(text(bottom))v5"])
        // The outermost labels turn inwards instead of being cut off.
        let isLast = x > right - 16
        page.element(
          "text",
          ["class": isLast ? "x end" : "x", "x": text(isLast ? right : x), "y": text(bottom + layout.fontSize + 8)]
        ) { $0.text(label) }
      }
    }
  }

  private func writeSpans(to page: inout Markup) {
    for span in chart.spans {
      let start = horizontal.position(span.steps.lowerBound)
      let end = Swift.max(horizontal.position(span.steps.upperBound + 1), start + 1.5)
      guard end > left, start < right else { continue }
      let to = Swift.min(end, right)
      let from = Swift.min(Swift.max(start, left), to - 1.5)
      page.element(
        "rect",
        [
          "class": "span \(span.tone.rawValue)", "x": text(from), "y": text(top),
          "width": text(to - from),
          "height": text(layout.plotHeight),
        ]
      ) { page in page.element("title") { $0.text(span.label) } }
    }
    for label in labels {
      let y = top - Double(label.lane) * SpanLabel.laneHeight(layout.fontSize) - 6
      if label.hasLeader {
        let end = label.isPushedBack ? y + 3 : y - layout.fontSize + 3
        page.void(
          "path",
          ["class": "leader \(label.tone.rawValue)", "d": "M\(text(label.anchor)) \(text(top))V\(text(end))"])
      }
      page.element("text", ["class": "label \(label.tone.rawValue)", "x": text(label.extent.lowerBound), "y": text(y)])
      {
        $0.text(label.text)
      }
    }
  }

  private func write(_ band: Band, to page: inout Markup) {
    var path = ""
    for run in Downsampling.band(lower: band.lower, upper: band.upper) {
      path += "M" + run.map { "\(point($0.index, $0.high))" }.joined(separator: "L")
      path += "L" + run.reversed().map { "\(point($0.index, $0.low))" }.joined(separator: "L") + "Z"
    }
    if !path.isEmpty { page.void("path", ["class": "band c-\(band.colour.rawValue)", "d": path]) }
  }

  private func write(_ series: Series, to page: inout Markup) {
    let colour = "c-\(series.colour.rawValue)"
    var path = ""
    if series.style == .steps {
      for run in Downsampling.steps(series.values) { path += steps(run) }
    } else {
      for run in Downsampling.runs(series.values) {
        path += "M" + run.map { point($0.index, $0.value) }.joined(separator: "L")
        guard run.count == 1 else { continue }
        // A lone value has no line to be seen by.
        page.void(
          "circle",
          [
            "class": "dot \(colour)", "cx": text(horizontal.position(run[0].index)), "cy": text(y(run[0].value)),
            "r": "2.5",
          ])
      }
    }
    if path.isEmpty { return }
    page.void(
      "path",
      [
        "class": "line \(colour)\(series.isDashed ? " dashed" : "")\(isRestless(series) ? " fine" : "")", "d": path,
      ])
  }

  /// Whether a line goes up and down so much that a thinner stroke shows more of it.
  private func isRestless(_ series: Series) -> Bool {
    guard series.style == .line else { return false }
    let travel = Downsampling.runs(series.values).reduce(0.0) { sum, run in
      sum + zip(run, run.dropFirst()).reduce(0) { $0 + abs(y($1.1.value) - y($1.0.value)) }
    }
    return travel > 3 * layout.width
  }

  private func steps(_ run: [Downsampling.Point]) -> String {
    guard let first = run.first, let last = run.last else { return "" }
    var path = "M" + point(first.index, first.value)
    for next in run.dropFirst() { path += "H\(text(horizontal.position(next.index)))V\(text(y(next.value)))" }
    return path + "H\(text(horizontal.position(last.index + 1)))"
  }

  private func writeThreshold(to page: inout Markup) {
    guard let threshold = chart.threshold, threshold.value.isFinite else { return }
    let y = self.y(threshold.value)
    guard y >= top - 0.5, y <= bottom + 0.5 else { return }
    page.void("path", ["class": "threshold", "d": "M\(text(left)) \(text(y))H\(text(right))"])
    let width = Double(threshold.label.count) * layout.fontSize * 0.55 + 8
    let isNearTop = y - layout.fontSize - 8 < top
    let rows = isNearTop ? y...(y + layout.fontSize + 8) : (y - layout.fontSize - 6)...y
    // From the right, the first place where no line runs through the words.
    let places = stride(from: right - 4, through: left + width, by: -width)
    let end = places.first { !isCrossed(columns: ($0 - width)...$0, rows: rows) } ?? right - 4
    page.element(
      "text", ["class": "threshold", "x": text(end), "y": text(isNearTop ? y + layout.fontSize + 2 : y - 5)]
    ) { $0.text(threshold.label) }
  }

  /// Whether the values of any series between two columns of the drawing reach into the rows.
  private func isCrossed(columns: ClosedRange<Double>, rows: ClosedRange<Double>) -> Bool {
    let steps = horizontal.steps(columns)
    return chart.series.contains { series in
      let clamped = steps.clamped(to: 0..<series.values.count)
      var low = Double.infinity
      var high = -Double.infinity
      for value in series.values[clamped] where value.isFinite {
        low = Swift.min(low, y(value))
        high = Swift.max(high, y(value))
      }
      return low <= rows.upperBound && high >= rows.lowerBound
    }
  }

  // MARK: Scales

  private var right: Double { layout.width - layout.right }
  private var bottom: Double { top + layout.plotHeight }
  private var horizontal: HorizontalScale { HorizontalScale(chart, left...right) }

  private var isEmpty: Bool {
    !chart.series.contains { $0.values.contains { $0.isFinite } }
      && !chart.bands.contains { zip($0.lower, $0.upper).contains { $0.isFinite && $1.isFinite } }
  }

  private func y(_ value: Double) -> Double {
    let low = vertical.values.first ?? 0
    let high = vertical.values.last ?? 1
    let share = (value - low) / (high - low)
    // Far outside the plot nothing is seen, and huge coordinates upset renderers.
    return bottom - Swift.min(Swift.max(share, -1), 2) * layout.plotHeight
  }

  private func point(_ step: Int, _ value: Double) -> String {
    "\(text(horizontal.position(step))) \(text(y(value)))"
  }

  private func text(_ coordinate: Double) -> String { AxisTicks.fixed(coordinate, 1) }

  /// The values that the vertical axis has to reach.
  private static func extent(_ chart: LineChart) -> ClosedRange<Double> {
    if let range = chart.range { return range }
    var low = Double.infinity
    var high = -Double.infinity
    func include(_ value: Double) {
      guard value.isFinite else { return }
      low = Swift.min(low, value)
      high = Swift.max(high, value)
    }
    for series in chart.series { series.values.forEach(include) }
    for band in chart.bands {
      band.lower.forEach(include)
      band.upper.forEach(include)
    }
    if let threshold = chart.threshold { include(threshold.value) }
    if chart.includesZero { include(0) }
    return low <= high ? low...high : 0...1
  }
}
