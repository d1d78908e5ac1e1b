/// Tables of metrics in CSV files, plain (`.csv`) or compressed (`.csv.gz`).
public enum CSVFile {
  /// Reads a table of metrics.
  ///
  /// A first row with a name in it is a header; a first row of numbers means that there is none, and the metrics are then
  /// named `m1`, `m2`, … after their place in the file. Empty cells, `NaN` and `null` are missing and become NaN. Rows end
  /// with LF or CRLF, cells may be quoted as in RFC 4180, and blank lines at the end are ignored; in a file of one column
  /// a blank line between others is a missing value.
  ///
  /// - Parameters:
  ///   - path: The file; one that begins like gzip is inflated whatever its name.
  ///   - options: Which columns are wanted, and what the time is.
  /// - Returns: The table, with as many rows as the file has but for those dropped by the options.
  /// - Throws: `TelemetryError` for a file that is not there or cannot be read, for broken compression, for an empty file or
  ///   one without rows, for rows of unequal length, for text or infinity where a number belongs, for a column that is not
  ///   there; with file, line and column where there is one.
  /// - Complexity: O(bytes); the text is never in memory whole, the wanted numbers are.
  public static func read(_ path: String, _ options: CSVOptions = CSVOptions()) throws(TelemetryError) -> MetricTable {
    try read(.file(try OpenFile(path: path)), name: path, options)
  }

  /// Reads a table from bytes in memory, inflating them if they begin like gzip.
  ///
  /// - Parameter name: What messages call the file.
  package static func read(
    bytes: [UInt8], name: String, _ options: CSVOptions = CSVOptions()
  ) throws(TelemetryError) -> MetricTable {
    try read(.memory(bytes, position: 0), name: name, options)
  }

  private static func read(
    _ source: consuming ByteSource, name: String, _ options: CSVOptions
  ) throws(TelemetryError) -> MetricTable {
    if let interval = options.interval, !(interval > 0 && interval.isFinite) { throw .intervalNotPositive(interval) }
    let text = try TextReader(path: name, source: source, limit: options.maximumBytes)
    var scanner = try CSVScanner(text)
    let table: MetricTable
    switch options.layout {
    case .rows:
      var reader = try CSVRowsReader(&scanner, options)
      table = try reader.read(&scanner)
    case .columns:
      var reader = CSVColumnsReader(options)
      table = try reader.read(&scanner)
    }
    return options.dropsOutOfOrderRows ? table.droppingOutOfOrderRows() : table
  }
}
