import GRDB

/// What a restart and the replay of a decision need.
extension Journal {
  /// - Parameter sequence: The newest that it may be of; nil for any.
  package func newestCheckpoint(of workload: Int64, atOrBefore sequence: Int64?) throws(ServiceError) -> Checkpoint? {
    try read { db in
      let newest =
        "\(Checkpoint.selection) WHERE workload = ? AND sequence <= ? ORDER BY sequence DESC, id DESC LIMIT 1"
      return try Row.fetchOne(db, sql: newest, arguments: [workload, sequence ?? .max]).map(Checkpoint.init)
    }
  }

  /// Ticks by their sequence.
  ///
  /// - Parameters:
  ///   - sequence: The one before the first.
  ///   - last: The last one; nil for the newest.
  ///   - limit: At most so many.
  package func ticks(of workload: Int64, after sequence: Int64, through last: Int64?, limit: Int)
    throws(ServiceError) -> [Tick]
  {
    try read { db in
      let condition = "WHERE tick.workload = ? AND sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?"
      return try Tick.fetch(condition, [workload, sequence, last ?? .max, limit], db)
    }
  }

  /// The newest tick's; nil before the first one.
  package func lastSequence(of workload: Int64) throws(ServiceError) -> Int64? {
    try read { db in
      try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM tick WHERE workload = ?", arguments: [workload])
    }
  }

  /// A tick by its number, with its workload's name.
  package func tick(id: Int64) throws(ServiceError) -> (tick: Tick, workload: String)? {
    try read { db in
      guard let row = try Row.fetchOne(db, sql: "\(Tick.selection) WHERE tick.id = ?", arguments: [id]) else {
        return nil
      }
      return (try Tick(row), row["name"])
    }
  }
}

/// What doors ask for. These do not hold the caller's thread.
extension Journal {
  /// Decided ticks, newest first.
  ///
  /// - Parameters:
  ///   - from: The earliest time, in seconds; nil for any.
  ///   - to: The latest.
  ///   - limit: At most so many.
  package func decisions(of workload: Int64, from: Double?, to: Double?, limit: Int) async throws(ServiceError)
    -> [Tick]
  {
    try await readAside { db in
      let condition = """
        WHERE tick.workload = ? AND time >= ? AND time <= ? AND sequence >= 0 ORDER BY time DESC, sequence DESC LIMIT ?
        """
      return try Tick.fetch(condition, [workload, from ?? -.infinity, to ?? .infinity, limit], db)
    }
  }

  /// Incidents that had a part in the time asked for, newest first.
  ///
  /// - Parameter workload: Nil for those of all.
  package func incidents(of workload: Int64?, from: Double?, to: Double?, limit: Int)
    async throws(ServiceError) -> [IncidentRecord]
  {
    try await readAside { db in
      let condition = """
        WHERE (?1 IS NULL OR workload = ?1) AND start_time <= ?2 AND coalesce(end_time, ?3) >= ?3
        ORDER BY start_time DESC, incident.id DESC LIMIT ?4
        """
      return try IncidentRecord.fetch(condition, [workload, to ?? .infinity, from ?? -.infinity, limit], db)
    }
  }

  /// Incidents that have not ended, oldest first.
  package func openIncidents(of workload: Int64) throws(ServiceError) -> [IncidentRecord] {
    try read { db in
      try IncidentRecord.fetch("WHERE workload = ? AND end_time IS NULL ORDER BY start_time", [workload], db)
    }
  }
}

extension Tick {
  static func fetch(_ condition: String, _ arguments: StatementArguments, _ db: Database) throws -> [Tick] {
    let statement = try db.cachedStatement(sql: "\(selection) \(condition)")
    return try Array(Row.fetchCursor(statement, arguments: arguments).map(Tick.init))
  }
}

extension IncidentRecord {
  fileprivate static func fetch(_ condition: String, _ arguments: StatementArguments, _ db: Database) throws -> [Self] {
    let statement = try db.cachedStatement(sql: "\(selection) \(condition)")
    return try Array(Row.fetchCursor(statement, arguments: arguments).map(IncidentRecord.init))
  }
}
