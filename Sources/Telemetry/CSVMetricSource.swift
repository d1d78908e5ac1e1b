/// Replays recorded metrics: each row of a table is one observation.
///
/// The columns are those that `tidegate generate` writes: `timestamp`, the raw values of ``Metric``, `readyReplicas` and
/// `startingReplicas`; absent ones are missing in every observation, others are ignored.
public struct CSVMetricSource: MetricSource, Sendable {
  private let observations: [Observation]
  private var position = 0

  /// How many rows were dropped because their timestamp did not come after the one before.
  public let droppedRows: Int

  /// How many observations there are in all.
  public var count: Int { observations.count }

  /// Reads a file with a header; the time is its column `timestamp`, or the row number times `interval`.
  ///
  /// - Parameters:
  ///   - path: A `.csv` or `.csv.gz`.
  ///   - options: The layout, the time column and the interval. Which columns are wanted is not asked, and rows out of
  ///     order are always dropped.
  ///   - fillsGaps: Whether the rows are placed on a regular grid, so that steps without a row become observations
  ///     without values.
  /// - Throws: `TelemetryError` as ``CSVFile/read(_:_:)`` throws; `.noInterval` when the time is not known;
  ///   `.noSuchColumn` when none of the metrics is there; `.notAReplicaCount`.
  public init(
    contentsOf path: String, _ options: CSVOptions = CSVOptions(), fillsGaps: Bool = false
  ) throws(TelemetryError) {
    var chosen = options
    chosen.columns = nil
    chosen.dropsOutOfOrderRows = true
    var table = try CSVFile.read(path, chosen)
    if fillsGaps { table = try table.regular() }
    try self.init(table, name: path)
  }

  /// Replays a table whose metrics have the names of ``Metric``.
  ///
  /// - Parameter name: What messages call the table.
  /// - Throws: As ``init(contentsOf:_:fillsGaps:)``.
  public init(_ table: MetricTable, name: String) throws(TelemetryError) {
    let ordered = table.droppingOutOfOrderRows()
    droppedRows = ordered.droppedRows
    func column(_ name: String) -> [Double]? { ordered.names.firstIndex(of: name).map { ordered.columns[$0] } }
    func value(_ column: [Double]?, _ row: Int) -> Double? { column.flatMap { $0[row].isNaN ? nil : $0[row] } }
    func replicas(_ column: [Double]?, _ row: Int, _ label: String) throws(TelemetryError) -> Int? {
      guard let count = value(column, row) else { return nil }
      guard count >= 0, count < 1e9, count == count.rounded() else {
        throw .notAReplicaCount(count, name: label, row: row, path: name)
      }
      return Int(count)
    }
    let metrics = Metric.allCases.map { column($0.rawValue) }
    guard metrics.contains(where: { $0 != nil }) else {
      throw .noSuchColumn(Metric.requestsPerSecond.rawValue, columns: ordered.names, path: name)
    }
    let (ready, starting) = (column("readyReplicas"), column("startingReplicas"))
    var observations: [Observation] = []
    observations.reserveCapacity(ordered.rowCount)
    for row in 0..<ordered.rowCount {
      let time: Double
      if let timestamps = ordered.timestamps {
        time = timestamps[row]
      } else {
        guard let interval = ordered.interval else { throw .noInterval(path: name) }
        time = Double(row) * interval
      }
      observations.append(
        Observation(
          timestamp: time, requestsPerSecond: value(metrics[0], row), cpuPercent: value(metrics[1], row),
          memoryPercent: value(metrics[2], row), latencyP95Milliseconds: value(metrics[3], row),
          errorPercent: value(metrics[4], row), readyReplicas: try replicas(ready, row, "readyReplicas"),
          startingReplicas: try replicas(starting, row, "startingReplicas")))
    }
    self.observations = observations
  }

  /// Hands over the next row; `nil` after the last.
  public mutating func next() -> Observation? {
    guard position < observations.count else { return nil }
    defer { position += 1 }
    return observations[position]
  }
}
