/// Reads a file with one line per metric.
struct CSVColumnsReader {
  private let options: CSVOptions
  private var fileNames: [String] = []
  private var columns: [[Double]] = []
  private var timestamps: [Double]?
  private var rowCount: Int?

  init(_ options: CSVOptions) { self.options = options }

  mutating func read(_ scanner: inout CSVScanner) throws(TelemetryError) -> MetricTable {
    var plan = try ColumnPlan(path: scanner.path, options)
    columns = [[Double]](repeating: [], count: options.columns.map { Set($0).count } ?? 0)
    var hasNames = false
    var firstBlankLine: Int?
    while let cell = try scanner.nextCell() {
      if cell.endsRow, cell.isBlank {
        firstBlankLine = firstBlankLine ?? scanner.line
        continue
      }
      // Only blank lines at the beginning and the end are no metrics.
      if let line = firstBlankLine, let rowCount {
        throw .raggedRow(path: scanner.path, line: line, found: 0, expected: rowCount + (hasNames ? 1 : 0))
      }
      firstBlankLine = nil
      let first = scanner.kept(cell)
      if rowCount == nil { hasNames = !first.isData }
      let name = hasNames && !first.name.isEmpty ? first.name : "m\(fileNames.count + 1)"
      fileNames.append(name)
      let role = try plan.role(of: name)
      let values = try line(
        &scanner, beginning: cell, hasName: hasNames, role: role, isChosen: plan.isChosen)
      switch role {
      case .skip: break
      case .time: timestamps = values
      case .metric(let index) where index < columns.count: columns[index] = values
      case .metric: columns.append(values)
      }
    }
    guard let rowCount else { throw .emptyFile(path: scanner.path) }
    let names = try plan.names(columns: fileNames)
    guard rowCount > 0 else { throw .noRows(path: scanner.path, columns: fileNames) }
    return MetricTable(names: names, columns: columns, timestamps: timestamps, interval: options.interval)
  }

  /// Reads the values of the line that begins with the latest cell.
  private mutating func line(
    _ scanner: inout CSVScanner, beginning first: CSVScanner.Cell, hasName: Bool, role: ColumnPlan.Role, isChosen: Bool
  ) throws(TelemetryError) -> [Double] {
    var values: [Double] = []
    if role != .skip { values.reserveCapacity(rowCount ?? 0) }
    var count = 0
    var current: CSVScanner.Cell? = first
    var isName = hasName
    while let cell = current {
      if !isName {
        count += 1
        switch role {
        case .skip: break
        case .time: values.append(try scanner.timestamp(cell, in: fileNames, at: fileNames.count - 1))
        case .metric:
          values.append(try scanner.number(cell, in: fileNames, at: fileNames.count - 1, isChosen: isChosen))
        }
      }
      isName = false
      current = cell.endsRow ? nil : try scanner.nextCell()
    }
    if let rowCount, rowCount != count {
      let names = hasName ? 1 : 0
      throw .raggedRow(path: scanner.path, line: scanner.line, found: count + names, expected: rowCount + names)
    }
    rowCount = count
    return values
  }
}
