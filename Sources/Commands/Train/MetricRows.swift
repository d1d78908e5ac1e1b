import Detection
import Foundation
import Telemetry

/// Metrics to train a detector on: one table, or all tables of a folder one after another.
struct MetricRows {
  let names: [String]
  /// `[D][N]`.
  var columns: [[Double]]
  /// The rows at which a table begins, the first of them 0.
  let starts: [Int]
  /// Seconds between rows, if known.
  let interval: Double?

  var count: Int { columns.first?.count ?? 0 }

  /// - Parameters:
  ///   - path: A CSV or .csv.gz, or a folder of such files with the same metrics, taken in the order of their names.
  ///   - wanted: Names of columns; nil for all but the time and the number of replicas.
  init(_ path: String, _ options: SeriesOptions, columns wanted: [String]?) throws {
    guard let files = try Self.files(in: path) else {
      let table = try options.read(path, columns: wanted, inOrder: true)
      (names, columns) = wanted.map { _ in (table.names, table.columns) } ?? TrainDetector.metrics(of: table)
      starts = [0]
      interval = table.interval
      return
    }
    var rows: MetricRows?
    var starts: [Int] = []
    for file in files {
      let one = try MetricRows(file, options, columns: wanted)
      starts.append(rows?.count ?? 0)
      guard var all = rows else {
        rows = one
        continue
      }
      guard one.names == all.names else {
        throw CommandFailure(
          .badData,
          "\(file): has the metrics \(one.names.joined(separator: ", ")), expected \(all.names.joined(separator: ", ")) as "
            + "\(files[0]) has; name those that all files have with --column")
      }
      guard one.interval == all.interval else {
        func text(_ interval: Double?) -> String { interval.map { "\($0) s" } ?? "unknown" }
        throw CommandFailure(
          .badData,
          "\(file): its rows are \(text(one.interval)) apart, expected \(text(all.interval)) as in \(files[0]); move it to a "
            + "folder of its own")
      }
      for metric in all.columns.indices { all.columns[metric] += one.columns[metric] }
      rows = all
    }
    guard let rows else { preconditionFailure("a folder of no files") }
    names = rows.names
    columns = rows.columns
    interval = rows.interval
    self.starts = starts
  }

  /// The tables in a folder, in the order of their names; nil where the path is no folder.
  static func files(in path: String) throws -> [String]? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else { return nil }
    let files = try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { $0.hasSuffix(".csv") || $0.hasSuffix(".csv.gz") }.sorted()
    guard !files.isEmpty else {
      throw CommandFailure(.inputMissing, "\(path) holds no .csv or .csv.gz; give a folder with tables of metrics")
    }
    return files.map { "\(path)/\($0)" }
  }
}
