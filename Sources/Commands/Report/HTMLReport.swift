// The report's SVG and HTML are our own few hundred lines: no charting or templating library for Swift can be had that
// runs without a browser, a script or a network, and a report has to open anywhere, for good, as one file.

/// A page of text, tables and charts in one file that needs nothing else: no script, no font, no network.
///
/// It follows the reader's light or dark setting, fits screens from 360 px on, prints, and is written for screen readers
/// as well. All text is escaped, so names may hold anything.
package struct HTMLReport: Sendable {
  package var title: String
  package var subtitle: String
  package var sections: [ReportSection]

  /// A last line in small print: the command, the seed, the version.
  package var footer: String

  package init(title: String, subtitle: String = "", sections: [ReportSection], footer: String = "") {
    self.title = title
    self.subtitle = subtitle
    self.sections = sections
    self.footer = footer
  }

  /// The whole page, well-formed as XML too.
  package func html() -> String {
    var page = Markup()
    page.raw("<!DOCTYPE html>\n")
    page.element("html", ["lang": "en"]) { page in
      page.element("head") { page in
        page.void("meta", ["charset": "utf-8"])
        page.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        page.void("meta", ["name": "color-scheme", "content": "light dark"])
        // Whatever a name in the data may try, a browser will not fetch or run anything.
        page.void(
          "meta",
          [
            "http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'",
          ])
        page.element("title") { $0.text(title) }
        page.element("style") { $0.raw(StyleSheet.css) }
      }
      page.element("body") { page in
        page.element("header") { page in
          page.element("h1") { $0.text(title) }
          if !subtitle.isEmpty { page.element("p", ["class": "subtitle"]) { $0.text(subtitle) } }
        }
        page.element("main") { page in
          for (index, section) in sections.enumerated() { section.write(to: &page, id: "s\(index + 1)") }
        }
        if !footer.isEmpty {
          page.element("footer") { page in page.element("p") { $0.text(footer) } }
        }
      }
    }
    page.raw("\n")
    return page.string
  }
}
