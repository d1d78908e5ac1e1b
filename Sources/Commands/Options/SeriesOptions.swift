import ArgumentParser
import Telemetry

/// How a table of metrics is to be read.
struct SeriesOptions: ParsableArguments {
  @Option(help: "Seconds between two rows; needed where there is no time column.")
  var interval: Double?

  @Option(help: "Name of the time column (default: timestamp, where there is one).")
  var timeColumn: String?

  @Option(help: "rows: one line per time; columns: one line per metric.")
  var layout: CSVOptions.Layout = .rows

  func validate() throws {
    if let interval, !Self.intervals.contains(interval) {
      throw ValidationError("--interval is \(interval), expected 0.1 to 31536000 seconds")
    }
  }

  /// Steps between rows that make sense, in seconds: a tenth to a year.
  private static let intervals = 0.1...31_536_000.0
  /// Larger numbers are broken cells, and their squares no longer fit a Float.
  private static let largestValue = 1e15

  /// Reads a table, and says how many rows were dropped for their timestamps.
  ///
  /// - Parameters:
  ///   - columns: Names; nil for all.
  ///   - inOrder: Whether duplicate and backward timestamps are dropped, as training and replay do.
  func read(_ path: String, columns: [String]?, inOrder: Bool) throws -> MetricTable {
    let table = try CSVFile.read(
      path,
      CSVOptions(
        layout: layout, timeColumn: timeColumn, interval: interval, columns: columns, dropsOutOfOrderRows: inOrder))
    if table.droppedRows > 0 {
      warn("\(path): \(table.droppedRows) rows with duplicate or backward timestamps were dropped")
    }
    if let step = table.interval, !Self.intervals.contains(step) {
      throw CommandFailure(
        .badData, "\(path): its rows are \(step) s apart, expected 0.1 to 31536000 seconds; mend the timestamps")
    }
    return table
  }

  /// One column of a table, and a fair name for its rows in messages.
  func readColumn(_ path: String, _ column: String) throws -> (table: MetricTable, values: [Double]) {
    let table = try read(path, columns: [column], inOrder: true)
    let values = try table.column(column)
    if let row = values.firstIndex(where: { abs($0) > Self.largestValue }) {
      throw CommandFailure(
        .badData, "\(path): row \(row) of '\(column)' is \(values[row]), expected at most 1e15; mend the cell")
    }
    return (table, values)
  }

  /// A column that is a load, never negative, and the seconds between its rows.
  func readLoad(_ path: String, _ column: String) throws -> (table: MetricTable, values: [Double], interval: Double) {
    let (table, values) = try readColumn(path, column)
    guard let step = interval ?? table.interval else {
      let found = table.timestamps == nil ? "has no time column" : "has one row, which tells no step"
      throw CommandFailure(.usage, "\(path) \(found), so --interval SECONDS is needed")
    }
    if let negative = values.firstIndex(where: { $0 < 0 }) {
      throw CommandFailure(
        .badData,
        "\(path): row \(negative) of '\(column)' is \(values[negative]), expected a load, which is never negative; "
          + "mend the cell")
    }
    return (table, values, step)
  }

  /// The rows of a table at equal steps, with gaps for what is missing between its times.
  static func regular(_ table: MetricTable, _ path: String, interval: Double) throws -> MetricTable {
    do {
      let regular = try table.regular(interval: interval)
      if regular.droppedRows > table.droppedRows {
        warn("\(path): \(regular.droppedRows - table.droppedRows) rows closer than \(interval) s were dropped")
      }
      return regular
    } catch {
      throw CommandFailure(.badData, "\(path): \(error)")
    }
  }

  /// What one replica serves per row: as given, or the column's largest value / 50.
  ///
  /// - Throws: `CommandFailure` when that cannot be, or the series would take too many steps of `seconds`.
  static func capacity(
    _ given: Double?, _ values: [Double], _ path: String, _ column: String, interval: Double, seconds: Double = 15
  ) throws -> Double {
    guard let largest = values.filter({ !$0.isNaN }).max() else {
      throw CommandFailure(.badData, "\(path): column '\(column)' has no values; give another column")
    }
    guard largest > 0 || given != nil else {
      throw CommandFailure(
        .badData, "\(path): column '\(column)' has no load above 0; give another column, or --replica-capacity")
    }
    let capacity = given ?? largest / 50
    guard capacity > 0, (1e-9...1e12).contains(capacity / interval), largest / capacity <= 1e6 else {
      throw CommandFailure(
        .usage,
        "--replica-capacity is \(capacity) per row of \(interval) s beside a largest load of \(largest), expected at "
          + "least a millionth of that, and 1e-9 to 1e12 a second; give another")
    }
    let steps = Double(values.count) * interval / seconds
    guard (1...1e8).contains(steps + 1e-9) else {
      throw CommandFailure(
        .usage,
        "\(path): \(values.count) rows of \(interval) s are \(rounded(steps, 1)) ticks of \(seconds) s, expected 1 to 1e8; "
          + "give another --interval")
    }
    return capacity
  }
}

extension CSVOptions.Layout: ExpressibleByArgument {}

/// Options of everything that trains.
struct TrainingOptions: ParsableArguments {
  @Option(help: "Seed; the same seed gives the same bits on the same machine.")
  var seed: UInt64 = 0

  @Option(help: "Cores to train on (default: all); the results are the same bits with any number.")
  var threads: Int?

  var threadCount: Int { threads ?? Machine.coreCount }

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads is \(threads), expected at least 1") }
  }
}
