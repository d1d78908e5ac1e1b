/// Lines over time on one pair of axes, with bands, shaded stretches and a threshold.
package struct LineChart: Sendable {
  /// A horizontal line that values are held against.
  package struct Threshold: Sendable {
    package var value: Double
    package var label: String

    package init(value: Double, label: String) {
      self.value = value
      self.label = label
    }
  }

  package var title: String
  package var subtitle: String

  /// What the vertical axis counts, such as `requests/s`; may be empty.
  package var unit: String
  package var series: [Series]
  package var bands: [Band]
  package var spans: [MarkedSpan]
  package var threshold: Threshold?

  /// The time from one value to the next, in seconds, positive.
  package var secondsPerStep: Double

  /// The time of the first value, in seconds from whatever the reader counts from.
  package var firstSecond: Double

  /// Whether the vertical axis reaches to 0, as it should for what is counted.
  package var includesZero: Bool

  /// What the vertical axis shows; `nil` shows every value. Lines are cut at its ends.
  package var range: ClosedRange<Double>?

  package init(
    title: String, subtitle: String = "", unit: String, secondsPerStep: Double, firstSecond: Double = 0,
    series: [Series], bands: [Band] = [], spans: [MarkedSpan] = [], threshold: Threshold? = nil,
    includesZero: Bool = true, range: ClosedRange<Double>? = nil
  ) {
    precondition(secondsPerStep > 0 && secondsPerStep.isFinite, "a step of \(secondsPerStep) s")
    self.title = title
    self.subtitle = subtitle
    self.unit = unit
    self.secondsPerStep = secondsPerStep
    self.firstSecond = firstSecond
    self.series = series
    self.bands = bands
    self.spans = spans
    self.threshold = threshold
    self.includesZero = includesZero
    self.range = range
  }

  /// How many steps the longest series has.
  package var stepCount: Int {
    Swift.max(
      series.map(\.values.count).max() ?? 0, bands.map { Swift.min($0.lower.count, $0.upper.count) }.max() ?? 0)
  }

  func write(to page: inout Markup, id: String) {
    page.element("figure", ["class": "chart"]) { page in
      page.caption(title, subtitle)
      if series.count + bands.count > 1 { writeLegend(to: &page) }
      // Text in an SVG shrinks with it, so small screens get a drawing of their own; the style sheet shows one of the two.
      LineChartDrawing(self, .wide).write(to: &page, id: "\(id)-wide")
      LineChartDrawing(self, .narrow).write(to: &page, id: "\(id)-narrow")
    }
  }

  private func writeLegend(to page: inout Markup) {
    page.element("ul", ["class": "legend"]) { page in
      for line in series {
        writeLegend(line.name, to: &page) { swatch in
          swatch.void(
            "path", ["class": "line c-\(line.colour.rawValue)\(line.isDashed ? " dashed" : "")", "d": "M1 6H21"])
        }
      }
      for band in bands {
        writeLegend(band.name, to: &page) { swatch in
          swatch.void("rect", ["class": "band c-\(band.colour.rawValue)", "width": "22", "height": "12", "rx": "2"])
        }
      }
    }
  }

  private func writeLegend(_ name: String, to page: inout Markup, _ swatch: (inout Markup) -> Void) {
    page.element("li") { page in
      page.element("svg", ["viewBox": "0 0 22 12", "width": "22", "height": "12", "aria-hidden": "true"], swatch)
      page.text(name)
    }
  }
}
