import Foundation
import Simulation
import Telemetry

/// The world that policies are compared in.
struct ComparedWorld {
  let name: String
  let trace: LoadTrace
  let scoredFrom: Int
  /// The synthetic world behind the trace, with its faults; nil for a recorded load.
  let scenario: ScenarioWorld?
  /// Where the load comes from, for the report.
  let source: String
}

extension ComparedWorld {
  /// A recorded load, in the reference cluster.
  ///
  /// - Parameters:
  ///   - series: How to read it. Without an interval the times count, and what is missing between them is a gap; with
  ///     it a row is a step.
  ///   - replicaCapacity: Load of one replica per row; nil for the column's largest value / 50.
  ///   - firstScored: The first row that is scored, of so many.
  init(
    trace path: String, column: String, series: SeriesOptions, replicaCapacity: Double?,
    firstScored: (Int) throws -> Int
  ) throws {
    var (table, values, interval) = try series.readLoad(path, column)
    if series.interval == nil {
      table = try SeriesOptions.regular(table, path, interval: interval)
      values = try table.column(column)
    }
    let fromRow = try firstScored(values.count)
    let capacity = try SeriesOptions.capacity(replicaCapacity, values, path, column, interval: interval)
    let trace = LoadTrace(
      values: values, interval: interval, capacity: capacity, startTime: table.timestamps?.first ?? 0)
    let scoredFrom = trace.tick(ofRow: fromRow, interval: interval)
    guard scoredFrom < trace.loads.count else {
      throw CommandFailure(
        .usage, "--from-row is \(fromRow), which leaves less than a tick of 15 s; give an earlier row")
    }
    let file = URL(fileURLWithPath: path).lastPathComponent
    self.init(
      name: file, trace: trace, scoredFrom: scoredFrom, scenario: nil,
      source: "\(file), column \(column), from row \(fromRow)")
  }
}
