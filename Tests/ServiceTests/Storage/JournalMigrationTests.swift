import Foundation
import GRDB
import Service
import Testing

@Suite struct JournalMigrationTests {
  private let world: JournalWorld

  init() throws { world = try JournalWorld() }

  /// A database as the first version left it.
  private func makeFirstVersion() throws {
    let database = try DatabaseQueue(path: world.path)
    try database.writeWithoutTransaction { db in
      try db.execute(
        sql: "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA application_id = \(0x5469_6465); PRAGMA journal_mode = WAL")
    }
    try JournalSchema.migrator.migrate(database, upTo: "1 ticks, checkpoints and incidents")
    try database.write { db in
      try db.execute(
        sql: """
          INSERT INTO workload VALUES (7, 'web', '{}', 1, 0);
          INSERT INTO tick (id, workload, sequence, time, requests_per_second, rung, replicas, policy, reason,
            latency_microseconds) VALUES (70, 7, 0, 1000.5, 12.25, 'full', 3, 'hpa', 'because', 9.5);
          INSERT INTO tick (id, workload, sequence, time, rung) VALUES (71, 7, -1, 985.5, 'last value');
          INSERT INTO checkpoint VALUES (5, 7, 0, 1001, 1, x'0102');
          """)
    }
    try database.close()
  }

  @Test func `a database of the first version is taken over with all that is in it`() async throws {
    try makeFirstVersion()
    let journal = try world.open()
    #expect(try journal.workloads() == [StoredWorkload(id: 7, name: "web", configuration: "{}", isOwn: true)])
    let ticks = try journal.ticks(of: 7, after: -10, through: nil, limit: 10)
    #expect(ticks.map(\.id) == [71, 70])
    #expect(ticks.map(\.observation.timestamp) == [985.5, 1000.5])
    #expect(ticks.map(\.decision?.reason) == [nil, "because"])
    #expect(try journal.newestCheckpoint(of: 7, atOrBefore: nil)?.state == Data([1, 2]))
    #expect(journal.statistics.ticks == 2 && journal.statistics.decisions == 1)
    #expect(try await journal.history(of: 7, from: nil, to: nil, points: 10).timestamps == [985.5, 1000.5])
    #expect(try await journal.enqueue([.tick(JournalWorld.tick(1, of: 7))]).committed() == [72])
    journal.close()
  }

  @Test func `a database of a newer version is refused`() async throws {
    try makeFirstVersion()
    try await DatabaseQueue(path: world.path).write { db in
      try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 of the future')")
    }
    let error = #expect(throws: ServiceError.self) { try world.open().close() }
    #expect("\(try #require(error))".contains("newer tidegate"))
  }
}
