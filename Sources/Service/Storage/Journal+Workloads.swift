import GRDB

extension Journal {
  /// All that were not removed, by name.
  package func workloads() throws(ServiceError) -> [StoredWorkload] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT id, name, configuration, is_own FROM workload WHERE NOT removed ORDER BY name"
      ).map(StoredWorkload.init)
    }
  }

  /// Adds a workload, or gives the one of that name another configuration; its row stays.
  package func add(name: String, configuration: String, isOwn: Bool) throws(ServiceError) -> StoredWorkload {
    let known = try read { db in
      try Row.fetchOne(
        db, sql: "SELECT id, name, configuration, is_own FROM workload WHERE name = ? AND NOT removed",
        arguments: [name]
      ).map(StoredWorkload.init)
    }
    if let known, known.configuration == configuration, known.isOwn == isOwn { return known }
    return try write { db in
      let upsert = """
        INSERT INTO workload (name, configuration, is_own) VALUES (?, ?, ?)
        ON CONFLICT (name) WHERE NOT removed
        DO UPDATE SET configuration = excluded.configuration, is_own = excluded.is_own
        RETURNING id
        """
      guard let id = try Int64.fetchOne(db, sql: upsert, arguments: [name, configuration, isOwn]) else {
        preconditionFailure("an upsert returns its row")
      }
      return StoredWorkload(id: id, name: name, configuration: configuration, isOwn: isOwn)
    }
  }

  /// Takes a workload away at once; what is kept of it goes with the next compactions.
  package func remove(workload: Int64) throws(ServiceError) {
    try write { db in try db.execute(sql: "UPDATE workload SET removed = 1 WHERE id = ?", arguments: [workload]) }
  }
}

extension StoredWorkload {
  fileprivate init(_ row: Row) throws {
    var columns = ColumnReader(row)
    self.init(
      id: try columns.value(), name: try columns.value(), configuration: try columns.value(), isOwn: try columns.value()
    )
  }
}
