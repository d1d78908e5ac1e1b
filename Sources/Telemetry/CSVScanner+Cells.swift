extension CSVScanner {
  /// A cell kept as a string, with where it stands; only the latest cell can be kept.
  func kept(_ cell: Cell) -> CSVCell {
    CSVCell(
      text: String(decoding: window[cell.range], as: UTF8.self), position: position, isQuoted: cell.isQuoted)
  }

  /// Reads the cells of the next row as strings.
  ///
  /// - Returns: `nil` at the end of the file; a blank line is one blank cell.
  mutating func nextRow() throws(TelemetryError) -> [CSVCell]? {
    var row: [CSVCell] = []
    while let cell = try nextCell() {
      row.append(kept(cell))
      if cell.endsRow { return row }
    }
    return row.isEmpty ? nil : row
  }

  /// The latest cell as a number, NaN if it is missing; makes a string of it only to refuse it.
  func number(_ cell: Cell, in names: [String], at index: Int, isChosen: Bool) throws(TelemetryError) -> Double {
    switch NumberText(window.span.extracting(cell.range)) {
    case .number(let value): value
    case .missing: .nan
    case .infinite, .text: try kept(cell).number(name: names[index], isChosen: isChosen)
    }
  }

  /// The latest cell as Unix seconds; makes a string of it only to refuse it.
  func timestamp(_ cell: Cell, in names: [String], at index: Int) throws(TelemetryError) -> Double {
    switch TimestampText(window.span.extracting(cell.range)) {
    case .seconds(let seconds): seconds
    case .missing, .tooLarge, .text: try kept(cell).timestamp(name: names[index])
    }
  }
}
