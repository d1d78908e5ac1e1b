/// Reads a file with one line per time.
struct CSVRowsReader {
  private let interval: Double?
  private let isChosen: Bool
  private let fileNames: [String]
  private let roles: [ColumnPlan.Role]
  private let names: [String]
  private var columns: [[Double]]
  private var timestamps: [Double]?

  /// Reads the first row and settles from it which columns there are.
  init(_ scanner: inout CSVScanner, _ options: CSVOptions) throws(TelemetryError) {
    var first = try scanner.nextRow()
    var blankLines = 0
    while let row = first, row.count == 1, row[0].isBlank {
      blankLines += 1
      first = try scanner.nextRow()
    }
    guard let first else { throw .emptyFile(path: scanner.path) }
    let hasHeader = !first.allSatisfy(\.isData)
    let fileNames = first.enumerated().map { index, cell in
      hasHeader && !cell.name.isEmpty ? cell.name : "m\(index + 1)"
    }
    self.fileNames = fileNames
    var plan = try ColumnPlan(path: scanner.path, options)
    var roles: [ColumnPlan.Role] = []
    for name in fileNames { roles.append(try plan.role(of: name)) }
    self.roles = roles
    names = try plan.names(columns: fileNames)
    isChosen = plan.isChosen
    interval = options.interval
    columns = [[Double]](repeating: [], count: names.count)
    timestamps = roles.contains(.time) ? [] : nil
    if hasHeader { return }
    if roles == [.metric(0)] {
      for _ in 0..<blankLines { columns[0].append(.nan) }
    }
    for (index, cell) in first.enumerated() {
      switch roles[index] {
      case .skip: break
      case .time: timestamps?.append(try cell.timestamp(name: fileNames[index]))
      case .metric(let column):
        columns[column].append(try cell.number(name: fileNames[index], isChosen: isChosen))
      }
    }
  }

  /// Reads the rest of the rows.
  mutating func read(_ scanner: inout CSVScanner) throws(TelemetryError) -> MetricTable {
    var index = 0
    var blankLines = 0
    var firstBlankLine = 0
    while let cell = try scanner.nextCell() {
      if index == 0, cell.endsRow, cell.isBlank {
        if blankLines == 0 { firstBlankLine = scanner.line }
        blankLines += 1
        continue
      }
      if blankLines > 0 {
        // Only blank lines at the end are no rows.
        guard roles.count == 1 else {
          throw .raggedRow(path: scanner.path, line: firstBlankLine, found: 0, expected: roles.count)
        }
        if roles[0] == .metric(0) { columns[0].append(contentsOf: repeatElement(.nan, count: blankLines)) }
        blankLines = 0
      }
      if index < roles.count { try store(cell, at: index, &scanner) }
      index += 1
      if cell.endsRow {
        guard index == roles.count else {
          throw .raggedRow(path: scanner.path, line: scanner.line, found: index, expected: roles.count)
        }
        index = 0
      }
    }
    guard !columns[0].isEmpty else { throw .noRows(path: scanner.path, columns: fileNames) }
    return MetricTable(names: names, columns: columns, timestamps: timestamps, interval: interval)
  }

  private mutating func store(
    _ cell: CSVScanner.Cell, at index: Int, _ scanner: inout CSVScanner
  ) throws(TelemetryError) {
    switch roles[index] {
    case .skip: break
    case .time: timestamps?.append(try scanner.timestamp(cell, in: fileNames, at: index))
    case .metric(let column):
      columns[column].append(try scanner.number(cell, in: fileNames, at: index, isChosen: isChosen))
    }
  }
}
