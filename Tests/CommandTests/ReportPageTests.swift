import Testing

import Commands

struct ReportPageTests {
  @Test func `a page with everything in it is well-formed and its ids are unique`() {
    let page = ReportXML(ReportSample.report().html())
    #expect(page.failure == nil)
    #expect(page.named("figure").count == 4)
    #expect(page.named("svg", class: "wide").count == 3 && page.named("svg", class: "narrow").count == 3)
    let ids = page.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
  }

  @Test func `a page needs nothing from anywhere`() {
    let html = ReportSample.report().html()
    for reference in ["http:", "https:", "//", "src=", "href=", "@import", "<script", "<link", "<img"] {
      #expect(!html.contains(reference), "\(reference)")
    }
    #expect(html.components(separatedBy: "url(").dropFirst().allSatisfy { $0.hasPrefix("#") })
  }

  @Test func `names cannot break out of their place`() {
    let evil = "<script>alert(\"x\")</script>&'\u{0}\u{1B}]]>"
    let shown = "<script>alert(\"x\")</script>&'\u{FFFD}\u{FFFD}]]>"
    let html = HTMLReport(
      title: evil, subtitle: evil,
      sections: [
        .text(heading: evil, paragraphs: [evil]), .keyFigures([KeyFigure(label: evil, value: evil, note: evil)]),
        .table(Table(title: evil, header: [evil], rows: [[evil]], note: evil)),
        .barChart(
          BarChart(title: evil, subtitle: evil, bars: [BarChart.Bar(name: evil, value: 1, text: evil)])),
        .lineChart(
          LineChart(
            title: evil, subtitle: evil, unit: evil, secondsPerStep: 1,
            series: [Series(name: evil, values: [1, 2], colour: .blue)],
            bands: [Band(name: evil, lower: [1, 1], upper: [2, 2], colour: .blue)],
            spans: [MarkedSpan(steps: 0...1, label: evil)], threshold: LineChart.Threshold(value: 1, label: evil))),
      ], footer: evil
    ).html()
    let page = ReportXML(html)
    #expect(page.failure == nil)
    #expect(page.named("script").isEmpty)
    #expect(!html.contains("<script"))
    #expect(page.named("h1").map(\.text) == [shown])
    #expect(page.named("caption").map(\.text) == [shown])
    #expect(page.named("title").count == 5)
  }

  @Test func `figures and tables speak to a screen reader`() {
    let page = ReportXML(ReportSample.report().html())
    let ids = Set(page.elements.compactMap { $0.attributes["id"] })
    for drawing in page.named("svg") where drawing.attributes["aria-hidden"] != "true" {
      #expect(drawing.attributes["role"] == "img")
      let labels = (drawing.attributes["aria-labelledby"] ?? "").split(separator: " ").map(String.init)
      #expect(labels.count == 2 && labels.allSatisfy(ids.contains))
    }
    #expect(page.named("figcaption").count == 4)
    #expect(page.named("html").first?.attributes["lang"] == "en")
    #expect(page.named("th").allSatisfy { ["col", "row"].contains($0.attributes["scope"]) })
    #expect(page.named("div", class: "scroll").allSatisfy { $0.attributes["tabindex"] == "0" })
    let description = page.named("desc").first?.text ?? ""
    #expect(description.hasPrefix("Time from 0 s to 1 d. measured: from "))
    #expect(description.contains("memory leak from 3 h to 3 h 30 min"))
  }

  @Test func `columns of numbers stand flush right, names and dates do not`() {
    let table = Table(
      title: "t", header: ["policy", "hours", "share", "day", "note", "p95", "empty"],
      rows: [
        ["hpa:50", "1,204.5", "12 %", "2024-07-31", "3scale", "84 ms", ""],
        ["static:12", "−3", "0.4%", "2024-08-01", "12", "–", ""],
      ])
    #expect(table.isNumeric == [false, true, true, false, false, true, false])
  }

  @Test func `bars are as long as their values, and broken values have none`() {
    let bars = [4.0, 1, 0, -2, .nan, .infinity].map { BarChart.Bar(name: "b", value: $0, text: "") }
    #expect(BarChart(title: "b", bars: bars).lengths == [100, 25, 0, 0, 0, 0])
    #expect(BarChart(title: "b", bars: [bars[2]]).lengths == [0])
  }

  @Test func `an empty report is a page too`() {
    #expect(ReportXML(HTMLReport(title: "", sections: []).html()).failure == nil)
    #expect(
      ReportXML(
        HTMLReport(
          title: "t", sections: [.table(Table(title: "t", header: ["a"], rows: [])), .keyFigures([])]
        ).html()
      ).failure == nil)
  }
}
