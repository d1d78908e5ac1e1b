import Testing

import Commands

struct ReportChartTests {
  private func draw(_ chart: LineChart, _ layout: ChartLayout = .wide) -> ReportXML {
    var markup = Markup()
    LineChartDrawing(chart, layout).write(to: &markup, id: "x")
    return ReportXML(markup.string)
  }

  private func chart(_ values: [Double], style: Series.Style = .line) -> LineChart {
    LineChart(
      title: "c", unit: "u", secondsPerStep: 60,
      series: [Series(name: "s", values: values, colour: .blue, style: style)])
  }

  private func path(_ drawing: ReportXML) -> String {
    drawing.named("path", class: "line").first?.attributes["d"] ?? ""
  }

  @Test func `a gap breaks the line, and a lone value is a dot`() {
    let drawing = draw(chart([1, 2, .nan, 3, 4, .nan, 5]))
    #expect(drawing.failure == nil)
    #expect(path(drawing).filter { $0 == "M" }.count == 3)
    #expect(path(drawing).filter { $0 == "L" }.count == 2)
    #expect(drawing.named("circle", class: "dot").count == 1)
    #expect(!path(drawing).contains("nan"))
  }

  @Test func `steps go along and then up`() {
    let drawing = draw(chart([1, 1, 2, 2], style: .steps))
    // The plot is 740 wide from 46; the axis goes from 0 to 2, so 1 lies in the middle of its height of 210.
    #expect(path(drawing) == "M46 129H416V24H601V24H786")
  }

  @Test func `empty series, one value and no values at all can be drawn`() {
    for layout in [ChartLayout.wide, .narrow] {
      for values in [[], [.nan, .nan], [.infinity]] as [[Double]] {
        let drawing = draw(chart(values), layout)
        #expect(drawing.failure == nil)
        #expect(drawing.named("text", class: "empty").map(\.text) == ["no data"])
      }
      let single = draw(chart([5]), layout)
      #expect(single.failure == nil)
      #expect(single.named("circle", class: "dot").count == 1)
      #expect(single.named("text", class: "empty").isEmpty)
      #expect(draw(LineChart(title: "", unit: "", secondsPerStep: 1, series: []), layout).failure == nil)
    }
  }

  @Test func `coordinates stay near the drawing whatever the values are`() {
    let wild = [0, 1e300, -1e300, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, 3, .nan]
    for style in [Series.Style.line, .steps] {
      for range in [nil, 0...1.0, 5...5.0] {
        var wildChart = chart(wild, style: style)
        wildChart.range = range
        wildChart.bands = [Band(name: "b", lower: wild, upper: wild.reversed(), colour: .grey)]
        wildChart.threshold = LineChart.Threshold(value: 1e200, label: "t")
        let drawing = draw(wildChart)
        #expect(drawing.failure == nil)
        for path in drawing.named("path") {
          let numbers = (path.attributes["d"] ?? "").split { !($0.isNumber || $0 == "." || $0 == "-") }.map {
            Double($0)
          }
          #expect(numbers.allSatisfy { abs($0 ?? .infinity) < 2_000 })
        }
      }
    }
  }

  @Test func `a long series is drawn with about a thousand points and keeps its spike`() {
    var values = [Double](repeating: 1, count: 100_000)
    values[54_321] = 9
    let drawing = draw(chart(values))
    #expect(path(drawing).filter { $0 == "L" }.count < 1_000)
    // The axis goes from 0 to 10 over a height of 210, and the spike from 1 to 9.
    let tops = path(drawing).split { "ML".contains($0) }.compactMap {
      $0.split(separator: " ").last.flatMap { Double($0) }
    }
    #expect(abs((tops.max() ?? 0) - (tops.min() ?? 0) - 0.8 * 210) < 0.2)
  }

  @Test func `labels of shaded stretches do not overlap`() {
    for seed in 1...200 {
      var noise = SeededNoise(state: UInt64(seed))
      let spans = (0..<Int(seed % 30) + 1).map { index in
        (
          span: MarkedSpan(steps: 0...0, label: String(repeating: "m", count: index % 17 + 1)),
          position: 400 + noise.next() * 250
        )
      }
      let labels = SpanLabel.place(spans, in: 46...786, fontSize: 12)
      #expect(!labels.isEmpty)
      for (index, label) in labels.enumerated() {
        #expect(label.extent.lowerBound >= 46 && label.extent.upperBound <= 786.001)
        for other in labels[(index + 1)...] where other.lane == label.lane {
          #expect(!label.extent.overlaps(other.extent))
        }
        for below in labels where label.hasLeader && below.lane < label.lane {
          #expect(!below.extent.contains(label.anchor))
        }
      }
    }
  }

  @Test func `shaded stretches lie inside the plot and can be seen however short they are`() {
    var marked = chart([Double](repeating: 1, count: 10_000))
    marked.spans = [
      MarkedSpan(steps: 5_000...5_000, label: "short"), MarkedSpan(steps: 9_990...20_000, label: "late"),
      MarkedSpan(steps: 30_000...30_001, label: "outside"), MarkedSpan(steps: -50 ... -10, label: "before"),
    ]
    let spans = draw(marked).named("rect", class: "span")
    #expect(spans.count == 2)
    for span in spans {
      let x = Double(span.attributes["x"] ?? "") ?? -1
      let width = Double(span.attributes["width"] ?? "") ?? -1
      #expect(x >= 46 && width >= 1 && x + width <= 786.1)
    }
  }

  @Test func `a threshold is drawn only where the axis has it`() {
    var limited = chart([0.1, 0.2])
    limited.threshold = LineChart.Threshold(value: 1, label: "threshold")
    #expect(draw(limited).named("text", class: "threshold").map(\.text) == ["threshold"])
    limited.range = 0...0.5
    #expect(draw(limited).named("text", class: "threshold").isEmpty)
  }

  @Test func `times and lengths of time read naturally`() {
    let drawing = draw(chart([Double](repeating: 1, count: 200)))
    #expect(drawing.named("desc").first?.text == "Time from 0 s to 3 h 20 min. s: from 1 to 1 u, at the end 1.")
  }
}
