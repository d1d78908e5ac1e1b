/// Rows of a series that are marked, and the runs that they form.
struct MarkedRows: Sendable {
  /// Runs of marked rows, in order, with at least one row that is not marked between two of them.
  let runs: [ClosedRange<Int>]
  /// `[N + 1]`: marked rows before each row.
  private let before: [Int]
  /// `[N + 1]`: runs that begin before each row.
  private let runsBefore: [Int]

  /// - Complexity: O(N).
  init(_ isMarked: [Bool]) {
    var runs: [ClosedRange<Int>] = []
    var before = [0]
    var runsBefore = [0]
    before.reserveCapacity(isMarked.count + 1)
    runsBefore.reserveCapacity(isMarked.count + 1)
    var start = 0
    for (row, isIn) in isMarked.enumerated() {
      if isIn, row == 0 || !isMarked[row - 1] { start = row }
      if isIn, row == isMarked.count - 1 || !isMarked[row + 1] { runs.append(start...row) }
      before.append(before[row] + (isIn ? 1 : 0))
      runsBefore.append(runsBefore[row] + (isIn && start == row ? 1 : 0))
    }
    self.runs = runs
    self.before = before
    self.runsBefore = runsBefore
  }

  /// Runs that may overlap or touch each other, as rows marked once.
  ///
  /// - Precondition: All rows are at least 0 and below `rows`.
  init(_ runs: [ClosedRange<Int>], rows: Int) {
    var isMarked = [Bool](repeating: false, count: rows)
    for run in runs {
      precondition(run.lowerBound >= 0 && run.upperBound < rows, "rows \(run) marked of \(rows)")
      for row in run { isMarked[row] = true }
    }
    self.init(isMarked)
  }

  /// N.
  var rowCount: Int { before.count - 1 }
  /// How many rows are marked.
  var count: Int { before[rowCount] }
  /// Whether a row is marked.
  subscript(row: Int) -> Bool { before[row + 1] > before[row] }
  /// How many of some rows are marked.
  func count(in rows: ClosedRange<Int>) -> Int { before[rows.upperBound + 1] - before[rows.lowerBound] }
  /// How many runs share a row with these.
  func runCount(touching rows: ClosedRange<Int>) -> Int {
    runsBefore[rows.upperBound + 1] - runsBefore[rows.lowerBound + 1] + (self[rows.lowerBound] ? 1 : 0)
  }
}
