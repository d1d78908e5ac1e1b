import GRDB

extension Journal {
  /// Rows that one step may take, so that a commit waits a millisecond or two for it.
  private static let rowsPerStep = 200
  /// Checkpoints are large.
  private static let checkpointsPerStep = 4
  private static let pagesPerStep = 32

  /// Turns old ticks into summaries, lets go what is too old, and gives room back to the disk, in small steps between which
  /// appends go on; ends early when its task is cancelled.
  ///
  /// Ticks behind the newest checkpoint always stay, since a restart needs them.
  ///
  /// - Parameter now: In seconds since 1970.
  package func compact(now: Double) async throws(ServiceError) {
    let workloads = try await readAside { db in
      try Row.fetchAll(db, sql: "SELECT id, removed FROM workload").map { row in
        var columns = ColumnReader(row)
        return (id: try columns.value(Int64.self), isRemoved: try columns.value(Bool.self))
      }
    }
    for workload in workloads {
      if workload.isRemoved {
        try await forget(workload.id)
      } else {
        try await compact(workload.id, now: now)
      }
    }
    try await shrink()
  }

  private func compact(_ workload: Int64, now: Double) async throws(ServiceError) {
    let retention = Retention(settings)
    let (newestTick, newestCheckpoint, superfluous) = try await readAside { db in
      let newestTick = "SELECT time FROM tick WHERE workload = ? ORDER BY sequence DESC LIMIT 1"
      let checkpoints = "SELECT id, sequence, time, is_routine FROM checkpoint WHERE workload = ? ORDER BY sequence, id"
      let rows = try Row.fetchAll(db, sql: checkpoints, arguments: [workload]).map(Retention.CheckpointRow.init)
      return (
        try Double.fetchOne(db, sql: newestTick, arguments: [workload]) ?? now, rows.last?.sequence,
        retention.superfluous(rows, now: now)
      )
    }
    if let newestCheckpoint {
      let end = retention.endOfTicks(now: now, newest: newestTick)
      try await inSteps { try Self.summarize(workload, before: end, through: newestCheckpoint, $0) }
    }
    try await delete(checkpoints: superfluous)
    let end = retention.endOfSummaries(now: now, newest: newestTick)
    for (table, time) in [("summary", "time"), ("incident", "coalesce(end_time, start_time)")] {
      try await inSteps { db in
        try db.execute(
          sql: """
            DELETE FROM \(table) WHERE (workload, \(time)) IN (
              SELECT workload, \(time) FROM \(table) WHERE workload = ? AND \(time) < ? LIMIT \(Self.rowsPerStep))
            """, arguments: [workload, end])
        return Step(rows: db.changesCount)
      }
    }
  }

  /// The oldest ticks, whole slots of them until there are enough for a step.
  private static func summarize(_ workload: Int64, before end: Double, through sequence: Int64, _ db: Database)
    throws -> Step
  {
    let oldest = try db.cachedStatement(
      sql: "SELECT time FROM tick WHERE workload = ? AND time < ? AND sequence <= ? ORDER BY time LIMIT 1")
    var step = Step()
    while step.rows < rowsPerStep, let time = try Double.fetchOne(oldest, arguments: [workload, end, sequence]) {
      let arguments: StatementArguments = [workload, Summary.slot(of: time), sequence]
      try db.cachedStatement(sql: Summary.insertion).execute(arguments: arguments)
      step.took(ticks: try Int64.fetchAll(db.cachedStatement(sql: Summary.deletion), arguments: arguments))
    }
    return step
  }

  private func delete(checkpoints ids: [Int64]) async throws(ServiceError) {
    var rest = ids[...]
    while !rest.isEmpty {
      let some = Array(rest.prefix(Self.checkpointsPerStep))
      rest = rest.dropFirst(some.count)
      try await step { db in
        for id in some { try db.execute(sql: "DELETE FROM checkpoint WHERE id = ?", arguments: [id]) }
        return Step(rows: some.count)
      }
    }
  }

  /// Takes away all that is kept of a removed workload, and at last its row.
  private func forget(_ workload: Int64) async throws(ServiceError) {
    try await inSteps { db in
      let ticks = """
        DELETE FROM tick WHERE id IN (SELECT id FROM tick WHERE workload = ? LIMIT \(Self.rowsPerStep)) RETURNING sequence
        """
      var step = Step()
      step.took(ticks: try Int64.fetchAll(db, sql: ticks, arguments: [workload]))
      return step
    }
    for (table, key, rows) in [
      ("checkpoint", "id", Self.checkpointsPerStep), ("incident", "id", Self.rowsPerStep),
      ("summary", "time", Self.rowsPerStep),
    ] {
      try await inSteps { db in
        try db.execute(
          sql: """
            DELETE FROM \(table) WHERE workload = ?1 AND \(key) IN (
              SELECT \(key) FROM \(table) WHERE workload = ?1 LIMIT \(rows))
            """, arguments: [workload])
        return Step(rows: db.changesCount)
      }
    }
    // Its last ticks may have come in behind; the next compaction takes those.
    try await step { db in
      try db.execute(
        sql: "DELETE FROM workload WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM tick WHERE workload = ?1)",
        arguments: [workload])
      return Step()
    }
  }

  /// Gives free pages back, all but a tenth of the file, which new ticks fill soon.
  private func shrink() async throws(ServiceError) {
    try await inSteps { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      let free = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
      guard free > pages / 10 + Self.pagesPerStep else { return Step() }
      try db.execute(sql: "PRAGMA incremental_vacuum(\(Self.pagesPerStep))")
      return Step(rows: Self.pagesPerStep)
    }
  }
}

extension Journal {
  /// What a step took away.
  private struct Step: Sendable {
    var rows = 0
    var ticks: Int64 = 0
    var decisions: Int64 = 0

    mutating func took(ticks sequences: [Int64]) {
      rows += sequences.count
      ticks += Int64(sequences.count)
      decisions += Int64(sequences.count { $0 >= 0 })
    }
  }

  /// Repeats a step until it takes nothing more.
  private func inSteps(_ change: @escaping @Sendable (Database) throws -> Step) async throws(ServiceError) {
    while !Task.isCancelled, try await step(change).rows > 0 {}
  }

  /// One transaction, after which the writer has as much time for others as it took.
  @discardableResult
  private func step(_ change: @escaping @Sendable (Database) throws -> Step) async throws(ServiceError) -> Step {
    guard !Task.isCancelled else { return Step() }
    do {
      let (step, taken) = try await pool.write { db in
        let start = ContinuousClock.now
        return (try change(db), .now - start)
      }
      forgot(ticks: step.ticks, decisions: step.decisions, rows: step.rows)
      if step.rows > 0 { try? await Task.sleep(for: taken) }
      return step
    } catch {
      throw .database(error, at: settings.path)
    }
  }
}

extension Retention.CheckpointRow {
  fileprivate init(_ row: Row) throws {
    var columns = ColumnReader(row)
    self.init(
      id: try columns.value(), sequence: try columns.value(), time: try columns.value(), isRoutine: try columns.value())
  }
}
