/// Horizontal bars of values from 0 on, each with its name and its number in full.
package struct BarChart: Sendable {
  /// One bar.
  package struct Bar: Sendable {
    package var name: String
    package var value: Double
    /// The number as it is to be read, with its unit.
    package var text: String
    package var colour: ChartColour

    package init(name: String, value: Double, text: String, colour: ChartColour = .blue) {
      self.name = name
      self.value = value
      self.text = text
      self.colour = colour
    }
  }

  package var title: String
  package var subtitle: String
  package var bars: [Bar]

  package init(title: String, subtitle: String = "", bars: [Bar]) {
    self.title = title
    self.subtitle = subtitle
    self.bars = bars
  }

  /// The lengths of the bars in per cent of the longest; 0 for a value that is negative, missing or infinite.
  package var lengths: [Double] {
    let values = bars.map { $0.value.isFinite ? Swift.max($0.value, 0) : 0 }
    let longest = values.max() ?? 0
    return values.map { longest > 0 ? 100 * ($0 / longest) : 0 }
  }

  func write(to page: inout Markup) {
    page.element("figure", ["class": "bars"]) { page in
      page.caption(title, subtitle)
      page.element("ul") { page in
        for (bar, length) in zip(bars, lengths) {
          page.element("li") { page in
            page.element("span", ["class": "name"]) { $0.text(bar.name) }
            page.element("span", ["class": "track", "aria-hidden": "true"]) { page in
              page.element(
                "span", ["class": "bar c-\(bar.colour.rawValue)", "style": "width:\(AxisTicks.fixed(length, 2))%"]
              ) { _ in }
            }
            page.element("span", ["class": "value"]) { $0.text(bar.text) }
          }
        }
      }
    }
  }
}

extension Markup {
  /// The title and the subtitle of a figure.
  mutating func caption(_ title: String, _ subtitle: String) {
    element("figcaption") { page in
      page.element("strong") { $0.text(title) }
      if !subtitle.isEmpty { page.element("span") { $0.text(subtitle) } }
    }
  }
}
