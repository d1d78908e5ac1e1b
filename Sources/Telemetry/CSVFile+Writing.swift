extension CSVFile {
  /// Writes a table as a CSV with a header, one line per time; missing values become empty cells.
  ///
  /// The time, if there is one, is the first column, named `timestamp`, in Unix seconds. Numbers are written so that they
  /// read back to the same bits.
  ///
  /// - Parameter path: Where to; a name that ends in `.gz` is compressed. The file appears whole or not at all.
  /// - Throws: `TelemetryError.unwritable` when the system refuses, `.infiniteValue` for a value that no CSV of ours may hold.
  public static func write(_ table: MetricTable, to path: String) throws(TelemetryError) {
    var writer = CSVWriter(header: (table.timestamps == nil ? [] : ["timestamp"]) + table.names)
    for row in 0..<table.rowCount {
      if let timestamps = table.timestamps { writer.append(timestamps[row]) }
      for (name, column) in zip(table.names, table.columns) {
        guard !column[row].isInfinite else { throw .infiniteValue(name: name, row: row) }
        writer.append(column[row])
      }
      writer.endRow()
    }
    try writer.write(to: path)
  }
}
