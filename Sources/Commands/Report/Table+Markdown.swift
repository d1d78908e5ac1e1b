extension Table {
  /// The table in Markdown, under its title; columns of numbers are set flush right.
  package var markdown: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    let cells = ([header] + rows).map { $0.map { $0.replacing("|", with: "\\|") } }
    var text = "## \(title)\n\n" + line(cells[0]) + line(isNumeric.map { $0 ? "--:" : "---" })
    for row in cells.dropFirst() { text += line(row) }
    return text + (note.isEmpty ? "" : "\n\(note)\n")
  }
}
