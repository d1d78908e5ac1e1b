import Detection
import Foundation
import Telemetry

/// The series of a folder laid out as the Numenta Anomaly Benchmark is: `data/`, and `labels/combined_windows.json`.
struct NABFolder {
  /// One series, before a detector has seen it.
  struct Entry {
    let name: String
    let table: MetricTable
    let windows: [ClosedRange<Int>]
  }

  let entries: [Entry]

  /// Reads the series that the labels name and that are there, in the order of their names.
  init(_ folder: String) throws {
    let path = folder + "/labels/combined_windows.json"
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(
        .inputMissing,
        "\(path) is not there, expected the windows of the Numenta Anomaly Benchmark; give the folder that holds data/ and labels/"
      )
    }
    let labels: [String: [[String]]]
    do {
      labels = try JSONDecoder().decode([String: [[String]]].self, from: bytes)
    } catch {
      throw CommandFailure(
        .badData,
        "\(path) is no object of lists of windows; write it as JSON, for example "
          + #"{"web/requests.csv": [["2026-01-05 10:00:00", "2026-01-05 16:00:00"]]}"#)
    }
    let there = labels.filter { FileManager.default.fileExists(atPath: "\(folder)/data/\($0.key)") }
    guard !there.isEmpty else {
      throw CommandFailure(.inputMissing, "\(folder)/data holds none of the files that \(path) names; fetch them")
    }
    if there.count < labels.count {
      inform("\(there.count) of the \(labels.count) series that \(path) names are in \(folder)/data")
    }
    entries = try there.sorted { $0.key < $1.key }.map { name, windows in
      try Self.entry(name, windows, folder: folder, labels: path)
    }
  }

  private static func entry(_ name: String, _ windows: [[String]], folder: String, labels: String) throws -> Entry {
    let path = "\(folder)/data/\(name)"
    let table = try CSVFile.read(path, CSVOptions(timeColumn: "timestamp", columns: ["value"]))
    let times = table.timestamps ?? []
    let rows = NABSeries.rows(
      of: try windows.map { window in
        guard window.count == 2, let start = Timestamp.seconds(window[0]), let end = Timestamp.seconds(window[1]) else {
          throw CommandFailure(
            .badData,
            "\(labels): '\(name)' has the window \(window), expected two times as 2026-01-05 10:00:00; mend it")
        }
        return (start, end)
      }, times: times)
    var last = -1
    let known = try zip(rows, windows).map { rows, window in
      guard let rows, rows.lowerBound > last else {
        throw CommandFailure(
          .badData,
          "\(labels): '\(name)' has the window \(window.joined(separator: " to ")), expected times of rows of \(path), each "
            + "window after the one before; mend it")
      }
      last = rows.upperBound
      return rows
    }
    return Entry(name: name, table: table, windows: known)
  }
}
