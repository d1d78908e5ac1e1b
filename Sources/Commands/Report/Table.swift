/// A table of text; columns of numbers are set flush right with figures of equal width.
package struct Table: Sendable {
  package var title: String
  package var header: [String]
  package var rows: [[String]]

  /// The row that the reader looks for, set bold; `nil` for none.
  package var highlightedRow: Int?

  /// What has to be said below the table; may be empty.
  package var note: String

  /// - Precondition: Every row has as many cells as the header.
  package init(
    title: String, header: [String], rows: [[String]], highlightedRow: Int? = nil, note: String = ""
  ) {
    for row in rows {
      precondition(row.count == header.count, "\(row.count) cells in a row under \(header.count) headings")
    }
    self.title = title
    self.header = header
    self.rows = rows
    self.highlightedRow = highlightedRow
    self.note = note
  }

  /// Whether each column holds numbers: every cell that is not empty or a dash begins like one.
  package var isNumeric: [Bool] {
    header.indices.map { column in
      let cells = rows.map { $0[column] }.filter { !["", "–", "-", "n/a"].contains($0) }
      return !cells.isEmpty && cells.allSatisfy(Self.looksNumeric)
    }
  }

  private static func looksNumeric(_ cell: String) -> Bool {
    let digits = cell.drop { "+-−±<>≤≥≈~ ".contains($0) }
    guard let first = digits.first, first.isNumber || first == "." else { return false }
    // A number may carry a unit after a blank, a per cent sign or an error; a name like `3scale` or a date is text.
    let rest = digits.drop { $0.isNumber || $0 == "." || $0 == "," }
    return rest.isEmpty || "% ±".contains(rest[rest.startIndex]) || Double(digits) != nil
  }

  func write(to page: inout Markup, id: String) {
    let numeric = isNumeric
    page.element("section", ["class": "table"]) { page in
      // A table wider than the screen scrolls by itself; the focus lets a keyboard do it.
      page.element("div", ["class": "scroll", "role": "region", "aria-labelledby": "\(id)-c", "tabindex": "0"]) {
        page in
        page.element("table") { page in
          page.element("caption", ["id": "\(id)-c"]) { $0.text(title) }
          page.element("thead") { page in
            page.element("tr") { page in
              for (name, isNumber) in zip(header, numeric) {
                page.element("th", ["scope": "col", "class": isNumber ? "n" : "t"]) { $0.text(name) }
              }
            }
          }
          page.element("tbody") { page in
            for (index, row) in rows.enumerated() { write(row, at: index, numeric, to: &page) }
          }
        }
      }
      if !note.isEmpty { page.element("p", ["class": "note"]) { $0.text(note) } }
    }
  }

  private func write(_ row: [String], at index: Int, _ numeric: [Bool], to page: inout Markup) {
    page.element("tr", index == highlightedRow ? ["class": "hi"] : [:]) { page in
      for (column, cell) in row.enumerated() {
        let alignment = numeric[column] ? "n" : "t"
        if column == 0 {
          page.element("th", ["scope": "row", "class": alignment]) { $0.text(cell) }
        } else {
          page.element("td", ["class": alignment]) { $0.text(cell) }
        }
      }
    }
  }
}
