/// What is to be done with each column (or line) of a file, settled as soon as its name is known.
struct ColumnPlan {
  enum Role: Equatable {
    case skip
    case time
    /// The place of the metric in the table.
    case metric(Int)
  }

  private let path: String
  private let timeColumn: String?
  private let wanted: [String]?
  private var metrics: [String] = []
  private var timeName: String?

  /// Whether the caller chose the metrics by name.
  var isChosen: Bool { wanted != nil }

  init(path: String, _ options: CSVOptions) throws(TelemetryError) {
    self.path = path
    timeColumn = options.timeColumn
    if let columns = options.columns {
      var unique: [String] = []
      for name in columns where !unique.contains(name) { unique.append(name) }
      wanted = unique
      if let time = options.timeColumn, unique.contains(time) { throw .columnIsTime(time, path: path) }
    } else {
      wanted = nil
    }
  }

  /// The role of the next column.
  ///
  /// - Throws: `TelemetryError.repeatedColumn` when a name that matters has come before.
  mutating func role(of name: String) throws(TelemetryError) -> Role {
    if name == timeColumn || (timeColumn == nil && isTimestamp(name) && !(wanted?.contains(name) ?? false)) {
      if timeName != nil { throw .repeatedColumn(name, path: path) }
      timeName = name
      return .time
    }
    if metrics.contains(name) { throw .repeatedColumn(name, path: path) }
    guard let wanted else {
      metrics.append(name)
      return .metric(metrics.count - 1)
    }
    guard let index = wanted.firstIndex(of: name) else { return .skip }
    metrics.append(name)
    return .metric(index)
  }

  /// The names of the table's metrics, once every column has been given its role.
  ///
  /// - Parameter columns: The names of all columns of the file.
  /// - Throws: `TelemetryError.noSuchColumn` or `.noMetrics`.
  func names(columns: [String]) throws(TelemetryError) -> [String] {
    if let timeColumn, timeName == nil { throw .noSuchColumn(timeColumn, columns: columns, path: path) }
    if let missing = wanted?.first(where: { !metrics.contains($0) }) {
      throw .noSuchColumn(missing, columns: columns, path: path)
    }
    if metrics.isEmpty { throw .noMetrics(path: path, timeColumn: timeName ?? "") }
    return wanted ?? metrics
  }

  private func isTimestamp(_ name: String) -> Bool { name.lowercased() == "timestamp" }
}
