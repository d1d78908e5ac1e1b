extension LabelledInterval {
  /// Reads labels: a CSV `start,end` or `start,end,kind` with rows counted from 0, both ends inclusive.
  ///
  /// A header may stand in any order and beside other columns; without one the columns are taken by their place. A header
  /// alone means that there are no labels.
  ///
  /// - Throws: `TelemetryError` when the file is not there or empty, when a cell is no row number, and `.reversedInterval`
  ///   when an interval ends before it starts.
  public static func read(_ path: String) throws(TelemetryError) -> [LabelledInterval] {
    try read(.file(try OpenFile(path: path)), name: path)
  }

  /// Reads labels from bytes in memory.
  package static func read(bytes: [UInt8], name: String) throws(TelemetryError) -> [LabelledInterval] {
    try read(.memory(bytes, position: 0), name: name)
  }

  /// Writes labels as a CSV `start,end,kind`; the file appears whole or not at all.
  ///
  /// - Throws: `TelemetryError.unwritable`.
  public static func write(_ intervals: [LabelledInterval], to path: String) throws(TelemetryError) {
    var writer = CSVWriter(header: ["start", "end", "kind"])
    for interval in intervals {
      writer.append(interval.start)
      writer.append(interval.end)
      writer.append(interval.kind)
      writer.endRow()
    }
    try writer.write(to: path)
  }

  private static func read(_ source: consuming ByteSource, name: String) throws(TelemetryError) -> [LabelledInterval] {
    var scanner = try CSVScanner(TextReader(path: name, source: source, limit: CSVOptions().maximumBytes))
    guard let first = try scanner.nextRow() else { throw .emptyFile(path: name) }
    var columns: (start: Int, end: Int, kind: Int?) = (0, 1, first.count > 2 ? 2 : nil)
    var intervals: [LabelledInterval] = []
    if first[0].isData, !first[0].isBlank {
      intervals.append(try interval(first, columns, cellCount: first.count))
    } else {
      let names = first.map(\.name)
      guard let start = names.firstIndex(of: "start") else { throw .noSuchColumn("start", columns: names, path: name) }
      guard let end = names.firstIndex(of: "end") else { throw .noSuchColumn("end", columns: names, path: name) }
      columns = (start, end, names.firstIndex(of: "kind"))
    }
    while let row = try scanner.nextRow() {
      if row.count == 1, row[0].isBlank { continue }
      intervals.append(try interval(row, columns, cellCount: first.count))
    }
    return intervals
  }

  private static func interval(
    _ row: [CSVCell], _ columns: (start: Int, end: Int, kind: Int?), cellCount: Int
  ) throws(TelemetryError) -> LabelledInterval {
    guard row.count == cellCount, row.count >= 2 else {
      let position = row[0].position
      throw .raggedRow(path: position.file, line: position.line, found: row.count, expected: Swift.max(cellCount, 2))
    }
    let start = try row[columns.start].row(name: "start")
    let end = try row[columns.end].row(name: "end")
    guard start <= end else { throw .reversedInterval(at: row[columns.start].position, start: start, end: end) }
    return LabelledInterval(start: start, end: end, kind: columns.kind.map { row[$0].name } ?? "")
  }
}

extension CSVCell {
  /// The cell as a row number: a whole number from 0, in whatever decimal form (`7`, `7.0`).
  fileprivate func row(name: String) throws(TelemetryError) -> Int {
    guard case .number(let value) = NumberText(Array(text.utf8).span), value >= 0, value < 1e15,
      value == value.rounded()
    else { throw .notARow(at: position, found: text, name: name) }
    return Int(value)
  }
}
