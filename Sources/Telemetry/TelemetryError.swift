/// Why metrics or labels could not be read or written; each prints as one sentence that ends with what to do.
public enum TelemetryError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What sort of wrong it was, so that a command can choose its exit code.
  public enum Kind: Sendable, Equatable {
    /// The input is not there (exit code 66).
    case missing
    /// The input is there and cannot be used as it is (exit code 65).
    case data
    /// The system refused to read or write (exit code 74).
    case io
    /// An option asks for something impossible (exit code 64 or 78).
    case configuration
  }

  case fileMissing(path: String)
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  case corruptGzip(path: String, reason: String)
  case tooLarge(path: String, limit: Int)
  case notUTF8(path: String, found: String)
  case emptyFile(path: String)
  case noRows(path: String, columns: [String])
  case noMetrics(path: String, timeColumn: String)
  case noSuchColumn(String, columns: [String], path: String?)
  case repeatedColumn(String, path: String)
  case columnIsTime(String, path: String)
  case raggedRow(path: String, line: Int, found: Int, expected: Int)
  case cellTooLong(at: TextPosition, limit: Int)
  case unbalancedQuote(at: TextPosition)
  case notANumber(at: TextPosition, found: String, name: String, advice: String)
  case infinite(at: TextPosition, found: String, name: String)
  case notATimestamp(at: TextPosition, found: String, name: String, advice: String)
  case notARow(at: TextPosition, found: String, name: String)
  case reversedInterval(at: TextPosition, start: Int, end: Int)
  case infiniteValue(name: String, row: Int)
  case notAReplicaCount(Double, name: String, row: Int, path: String)
  case intervalNotPositive(Double)
  case noInterval(path: String?)
  case gridTooLong(rows: Int, slots: Double, interval: Double)

  public var kind: Kind {
    switch self {
    case .fileMissing: .missing
    case .unreadable, .unwritable: .io
    case .intervalNotPositive, .noInterval: .configuration
    default: .data
    }
  }

  public var description: String {
    switch self {
    case .fileMissing(let path):
      "\(path): found no such file, expected a CSV; check the path"
    case .unreadable(let path, let reason):
      "\(path): found a file that cannot be read (\(reason)), expected a readable CSV; check its kind and permissions"
    case .unwritable(let path, let reason):
      "\(path): found that it cannot be written (\(reason)), expected a writable place; choose another path or free some space"
    case .corruptGzip(let path, let reason):
      "\(path): found broken gzip data (\(reason)), expected a whole .gz file; fetch or compress it again"
    case .tooLarge(let path, let limit):
      "\(path): found more than \(limit) bytes of text, expected at most that; split the file or keep fewer columns"
    case .notUTF8(let path, let found):
      "\(path): found \(found), expected UTF-8 text; save the file as CSV in UTF-8"
    case .emptyFile(let path):
      "\(path): found an empty file, expected a CSV with at least one row of numbers; check what wrote it"
    case .noRows(let path, let columns):
      "\(path):1: found a header (\(Self.list(columns))) and no rows, expected at least one row; check what wrote it"
    case .noMetrics(let path, let timeColumn):
      "\(path): found only the time column \(Self.quote(timeColumn)), expected at least one metric beside it; add a column of numbers"
    case .noSuchColumn(let name, let columns, let path):
      "\(path.map { $0 + ": " } ?? "")found no column \(Self.quote(name)), expected one of \(Self.list(columns)); name one of these"
    case .repeatedColumn(let name, let path):
      "\(path):1: found the column \(Self.quote(name)) twice, expected each name once; rename one of them"
    case .columnIsTime(let name, let path):
      "\(path): found \(Self.quote(name)) asked for as a metric, expected a column of numbers since it is the time column; name another with --column"
    case .raggedRow(let path, let line, let found, let expected):
      "\(path):\(line): found \(found) \(found == 1 ? "cell" : "cells"), expected \(expected) as in the first row; mend or remove the line"
    case .cellTooLong(let position, let limit):
      "\(position): found a cell longer than \(limit) bytes, expected a number or a name; check that the file is a CSV"
    case .unbalancedQuote(let position):
      "\(position): found a quoted cell that does not end before a comma or the line's end, expected a closing quote; write quotes inside a cell twice"
    case .notANumber(let position, let found, let name, let advice):
      "\(position): found \(Self.quote(found)) in column \(Self.quote(name)), expected a number, NaN, null or nothing; \(advice)"
    case .infinite(let position, let found, let name):
      "\(position): found \(Self.quote(found)) in column \(Self.quote(name)), expected a finite number; leave the cell empty if the value is missing"
    case .notATimestamp(let position, let found, let name, let advice):
      "\(position): found \(Self.quote(found)) in the time column \(Self.quote(name)), expected ISO 8601 or Unix seconds; \(advice)"
    case .notARow(let position, let found, let name):
      "\(position): found \(Self.quote(found)) in column \(Self.quote(name)), expected a row number (0, 1, 2, …); mend the label"
    case .reversedInterval(let position, let start, let end):
      "\(position): found an interval from row \(start) to row \(end), expected start <= end; swap them"
    case .infiniteValue(let name, let row):
      "found an infinite value in column \(Self.quote(name)), row \(row), expected finite numbers or NaN; remove it before writing"
    case .notAReplicaCount(let value, let name, let row, let path):
      "\(path): found \(value) in column \(Self.quote(name)), row \(row) (from 0), expected a whole number of replicas; mend the row"
    case .intervalNotPositive(let interval):
      "found an interval of \(interval) s, expected a positive number of seconds; give another with --interval"
    case .noInterval(let path):
      "\(path.map { $0 + ": " } ?? "")found no time column, expected one or a known step; give --time-column or --interval"
    case .gridTooLong(let rows, let slots, let interval):
      "found \(rows) rows that span \(slots.formattedCount) steps of \(interval) s, expected at most 100 steps a row; mend the timestamps or give a longer --interval"
    }
  }

  /// Puts a name or a cell into quotation marks, on one line and not longer than fits a sentence.
  static func quote(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(60) {
      shown += scalar.value < 0x20 || scalar.value == 0x7F ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return "\"\(shown)\(text.unicodeScalars.count > 60 ? "…" : "")\""
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(30).map(quote).joined(separator: ", ")
    return names.count > 30 ? "\(shown) and \(names.count - 30) more" : shown
  }
}

extension Double {
  fileprivate var formattedCount: String {
    self < 1e15 ? "\(Int(self))" : "\(self)"
  }
}
