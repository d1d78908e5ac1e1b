/// One part of a report, from top to bottom.
package enum ReportSection: Sendable {
  /// A heading, which may be empty, and paragraphs.
  case text(heading: String, paragraphs: [String])
  /// A few numbers large, side by side.
  case keyFigures([KeyFigure])
  case table(Table)
  case lineChart(LineChart)
  case barChart(BarChart)

  /// - Parameter id: Unique in the page.
  func write(to page: inout Markup, id: String) {
    switch self {
    case .text(let heading, let paragraphs):
      page.element("section", ["class": "prose"]) { page in
        if !heading.isEmpty { page.element("h2") { $0.text(heading) } }
        for paragraph in paragraphs { page.element("p") { $0.text(paragraph) } }
      }
    case .keyFigures(let figures):
      page.element("dl", ["class": "figures"]) { page in
        for figure in figures { figure.write(to: &page) }
      }
    case .table(let table): table.write(to: &page, id: id)
    case .lineChart(let chart): chart.write(to: &page, id: id)
    case .barChart(let chart): chart.write(to: &page)
    }
  }
}
