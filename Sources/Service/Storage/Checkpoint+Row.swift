import GRDB

/// A checkpoint as a row of the table `checkpoint`.
extension Checkpoint {
  static let insertion = "INSERT INTO checkpoint (workload, sequence, time, is_routine, state) VALUES (?, ?, ?, ?, ?)"

  var arguments: StatementArguments { [workload, sequence, time, isRoutine, state] }

  init(_ row: Row) throws {
    var columns = ColumnReader(row)
    self.init(
      workload: try columns.value(), sequence: try columns.value(), time: try columns.value(),
      state: try columns.value(),
      isRoutine: try columns.value())
  }

  /// In the order of `init(_:)`; conditions follow.
  static let selection = "SELECT workload, sequence, time, state, is_routine FROM checkpoint"
}
