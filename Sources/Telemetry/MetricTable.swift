/// Metrics side by side over time: N rows, one column of Doubles per metric, NaN where a value is missing.
public struct MetricTable: Sendable, Equatable {
  /// The names of the metrics, in the order of ``columns``.
  public let names: [String]

  /// The values, shape `[names.count][N]`, in whatever unit the source has; NaN is a missing value.
  public let columns: [[Double]]

  /// The time of each row in Unix seconds, shape `[N]`, or `nil` where the source has none.
  public let timestamps: [Double]?

  /// The step between two rows in seconds: given, or the median step of the timestamps; `nil` if neither is known.
  public let interval: Double?

  /// How many rows N there are.
  public let rowCount: Int

  /// How many rows were dropped on the way for their timestamps.
  public let droppedRows: Int

  /// - Parameters:
  ///   - interval: In seconds, positive; `nil` takes the median step of the timestamps.
  /// - Precondition: Names and columns are as many, and all columns and the timestamps equally long.
  public init(
    names: [String], columns: [[Double]], timestamps: [Double]? = nil, interval: Double? = nil, droppedRows: Int = 0
  ) {
    let rows = columns.first?.count ?? timestamps?.count ?? 0
    precondition(names.count == columns.count, "\(names.count) names for \(columns.count) columns")
    precondition(columns.allSatisfy { $0.count == rows }, "columns of unequal length: \(columns.map(\.count))")
    precondition(timestamps.map { $0.count == rows } ?? true, "\(timestamps?.count ?? 0) timestamps for \(rows) rows")
    precondition(interval.map { $0 > 0 && $0.isFinite } ?? true, "an interval of \(interval ?? 0) s")
    self.names = names
    self.columns = columns
    self.timestamps = timestamps
    self.interval = interval ?? timestamps.flatMap(Self.medianStep)
    self.rowCount = rows
    self.droppedRows = droppedRows
  }

  /// The values of one metric, shape `[N]`.
  ///
  /// - Throws: `TelemetryError.noSuchColumn`, which lists the columns that there are.
  public func column(_ name: String) throws(TelemetryError) -> [Double] {
    guard let index = names.firstIndex(of: name) else { throw .noSuchColumn(name, columns: names, path: nil) }
    return columns[index]
  }

  /// Compares as the text of the table would: two missing values are equal, although NaN is not equal to itself.
  public static func == (left: MetricTable, right: MetricTable) -> Bool {
    left.names == right.names && left.timestamps == right.timestamps && left.interval == right.interval
      && left.rowCount == right.rowCount && left.droppedRows == right.droppedRows
      && zip(left.columns, right.columns).allSatisfy { a, b in
        zip(a, b).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
      }
  }

  /// The median of the steps forward, in seconds; the lower of the two middle ones, so that it is a step that occurs.
  private static func medianStep(_ timestamps: [Double]) -> Double? {
    var steps: [Double] = []
    steps.reserveCapacity(timestamps.count)
    for (later, earlier) in zip(timestamps.dropFirst(), timestamps) where later > earlier {
      steps.append(later - earlier)
    }
    guard !steps.isEmpty else { return nil }
    steps.sort()
    return steps[(steps.count - 1) / 2]
  }
}
