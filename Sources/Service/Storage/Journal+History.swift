import GRDB

/// A workload's past, for pictures and for other policies.
extension Journal {
  /// Means over equal spans of time, from ticks and, where those are gone, from their summaries; spans without any are left
  /// out, and a span of one tick has exactly its values.
  ///
  /// - Parameters:
  ///   - from: The earliest time, in seconds; nil for the oldest that is kept.
  ///   - to: The latest; nil for the newest.
  ///   - points: At most so many spans.
  package func history(of workload: Int64, from: Double?, to: Double?, points: Int)
    async throws(ServiceError) -> HistoryColumns
  {
    try await readAside { db in
      guard let (first, last) = try Self.ends(of: workload, db) else { return HistoryColumns() }
      let (from, to) = (max(from ?? first, first), min(to ?? last, last))
      guard from <= to, points > 0 else { return HistoryColumns() }
      // The last span holds `to` itself.
      let span = max((to - from) / Double(points), .leastNormalMagnitude)
      let statement = try db.cachedStatement(sql: Self.spans)
      let rows = try Row.fetchCursor(statement, arguments: [workload, from, to, span, points - 1])
      var columns = HistoryColumns()
      while let row = try rows.next() { try columns.append(row) }
      return columns
    }
  }

  /// The load tick by tick, oldest first; where ticks are gone there is none.
  ///
  /// - Returns: Times in seconds, and requests per second, of which NaN is missing.
  package func loads(of workload: Int64, from: Double?, to: Double?)
    async throws(ServiceError) -> [(time: Double, load: Double)]
  {
    try await readAside { db in
      let loads = """
        SELECT time, requests_per_second FROM tick WHERE workload = ? AND time >= ? AND time <= ? ORDER BY time, sequence
        """
      let statement = try db.cachedStatement(sql: loads)
      return try Array(
        Row.fetchCursor(statement, arguments: [workload, from ?? -.infinity, to ?? .infinity]).map { row in
          var columns = ColumnReader(row)
          return (time: try columns.value(), load: try columns.number())
        })
    }
  }

  /// The first and the last time of which anything is kept.
  private static func ends(of workload: Int64, _ db: Database) throws -> (Double, Double)? {
    let ends = """
      SELECT min(first), max(last) FROM (
        SELECT min(time) AS first, max(time) AS last FROM tick WHERE workload = ?1
        UNION ALL SELECT min(\(middle)), max(\(middle)) FROM summary WHERE workload = ?1)
      """
    guard let row = try Row.fetchOne(db, sql: ends, arguments: [workload]) else { return nil }
    var columns = ColumnReader(row)
    guard let first = try columns.optional(Double.self), let last = try columns.optional(Double.self) else {
      return nil
    }
    return (first, last)
  }

  /// Where the means of a summary stand.
  private static let middle = "time + \(Summary.seconds / 2)"

  /// Each summary counts as much as the ticks that it stands for. Columns in the order of `HistoryColumns.append`.
  private static let spans: String = {
    let means = Summary.means.map { "sum(\($0) * ticks) / sum(CASE WHEN \($0) IS NOT NULL THEN ticks END)" }
    let columns = Summary.means.joined(separator: ", ")
    return """
      SELECT sum(time * ticks) / sum(ticks), \(means.joined(separator: ", ")), max(anomaly_score)
      FROM (
        SELECT time, 1.0 AS ticks, \(columns), anomaly_score FROM tick
        WHERE workload = ?1 AND time >= ?2 AND time <= ?3
        UNION ALL
        SELECT \(middle), CAST(ticks AS REAL), \(columns), anomaly_score FROM summary
        WHERE workload = ?1 AND \(middle) >= ?2 AND \(middle) <= ?3)
      GROUP BY min(CAST((time - ?2) / ?4 AS INTEGER), ?5)
      ORDER BY min(CAST((time - ?2) / ?4 AS INTEGER), ?5)
      """
  }()
}

extension HistoryColumns {
  fileprivate mutating func append(_ row: Row) throws {
    var columns = ColumnReader(row)
    timestamps.append(try columns.number())
    requestsPerSecond.append(try columns.number())
    cpuPercent.append(try columns.number())
    memoryPercent.append(try columns.number())
    latencyP95Milliseconds.append(try columns.number())
    errorPercent.append(try columns.number())
    readyReplicas.append(try columns.number())
    replicas.append(try columns.number())
    median.append(try columns.number())
    upper.append(try columns.number())
    anomalyScore.append(try columns.number())
  }
}
