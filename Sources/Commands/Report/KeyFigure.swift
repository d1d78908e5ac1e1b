/// One number that the reader should see first.
package struct KeyFigure: Sendable {
  package var label: String
  package var value: String
  package var note: String

  /// - Parameters:
  ///   - value: As it is to be read, with its unit.
  ///   - note: What to compare it with, in a few words; may be empty.
  package init(label: String, value: String, note: String = "") {
    self.label = label
    self.value = value
    self.note = note
  }

  func write(to page: inout Markup) {
    page.element("div") { page in
      page.element("dt") { $0.text(label) }
      page.element("dd") { page in
        page.element("strong") { $0.text(value) }
        if !note.isEmpty { page.element("span") { $0.text(note) } }
      }
    }
  }
}
