import Foundation

/// Recorded loads, as `DIR/load/manifest.json` lists them.
struct LoadManifest {
  /// One series.
  struct Entry: Decodable {
    let name: String
    /// CSV or .csv.gz, beside the manifest.
    let file: String
    let column: String
    /// Seconds between two rows.
    let intervalSeconds: Double
  }

  private(set) var entries: [Entry]
  private let folder: String

  /// - Parameter data: The folder with `load/manifest.json`.
  init(data: String) throws {
    folder = data + "/load"
    let path = folder + "/manifest.json"
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(
        .inputMissing,
        "\(path) is not there, expected a list of recorded loads with name, file, column and intervalSeconds; "
          + "give the folder that holds load/manifest.json")
    }
    do {
      entries = try JSONDecoder().decode([Entry].self, from: bytes)
    } catch {
      throw CommandFailure(
        .badData,
        "\(path) is no list of objects with name, file, column and intervalSeconds; write it as JSON, for example "
          + #"[{"name": "web", "file": "web.csv", "column": "requests", "intervalSeconds": 60}]"#)
    }
    for entry in entries where !(entry.intervalSeconds >= 0.1 && entry.intervalSeconds <= 86_400) {
      throw CommandFailure(
        .badData,
        "\(path): intervalSeconds of '\(entry.name)' is \(entry.intervalSeconds), expected 0.1 to 86400; mend it")
    }
    guard !entries.isEmpty else {
      throw CommandFailure(.badData, "\(path) lists no series, expected at least one; add one")
    }
  }

  /// Keeps the series whose names are among these, or begin with one of them, in the manifest's order.
  mutating func keep(_ names: [String]) throws {
    if let unknown = names.first(where: { name in !entries.contains { $0.name.hasPrefix(name) } }) {
      throw CommandFailure(
        .usage, "there is no series '\(unknown)'; give one or more of \(entries.map(\.name).joined(separator: ", "))")
    }
    entries.removeAll { entry in !names.contains { entry.name.hasPrefix($0) } }
  }

  func path(of entry: Entry) -> String { folder + "/" + entry.file }
}
