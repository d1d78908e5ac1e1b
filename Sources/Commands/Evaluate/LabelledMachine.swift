import Foundation
import Telemetry

/// The rows of one machine: some to learn from, and some to score, whose events are known.
struct LabelledMachine {
  /// Sets of machines, by the folder that each lies in.
  enum Collection: String, CaseIterable {
    case smd = "SMD"
    case asd = "ASD"
    case jumpStarter = "JumpStarterD2"

    /// Seconds between rows.
    var interval: Double { self == .smd ? 60 : 300 }
  }

  let name: String
  let training: MetricTable
  let test: MetricTable
  /// Rows of the test.
  let events: [ClosedRange<Int>]

  /// The machines of a folder: NAME.train.csv.gz, NAME.test.csv.gz and NAME.test_label.csv (start,end: rows, 0-based, inclusive);
  /// files that end with .cols.csv.gz have a line for each metric. In the order of their names.
  static func read(_ collection: Collection, in folder: String) throws -> [LabelledMachine] {
    let path = "\(folder)/\(collection.rawValue)"
    guard let files = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw CommandFailure(
        .inputMissing,
        "\(path) is not there; give the folder that holds \(collection.rawValue), or leave it out with --sets")
    }
    let endings = [".train.cols.csv.gz", ".train.csv.gz", ".train.csv"]
    let found = files.sorted().compactMap { file in
      endings.first { file.hasSuffix($0) }.map { (name: String(file.dropLast($0.count)), ending: $0) }
    }
    guard !found.isEmpty else {
      throw CommandFailure(
        .inputMissing, "\(path) holds no NAME.train.csv.gz; give the folder that holds the machines' files")
    }
    return try found.map { name, ending in
      let options = CSVOptions(layout: ending.contains(".cols.") ? .columns : .rows, interval: collection.interval)
      func table(_ part: String) throws -> MetricTable {
        try CSVFile.read("\(path)/\(name)" + ending.replacing("train", with: part), options)
      }
      let machine = LabelledMachine(
        name: name, training: try table("train"), test: try table("test"),
        events: try LabelledInterval.read("\(path)/\(name).test_label.csv").map(\.rows))
      guard machine.training.names.count == machine.test.names.count else {
        throw CommandFailure(
          .badData,
          "\(path)/\(name): the test has \(machine.test.names.count) metrics, expected \(machine.training.names.count) as in training"
        )
      }
      guard machine.events.allSatisfy({ $0.upperBound < machine.test.rowCount }) else {
        throw CommandFailure(
          .badData,
          "\(path)/\(name).test_label.csv: an event lies beyond the test's \(machine.test.rowCount) rows; mend it")
      }
      return machine
    }
  }
}
