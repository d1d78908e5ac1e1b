import GRDB

/// How much is kept.
package struct StorageStatistics: Sendable, Equatable {
  /// On the disk, with the write-ahead log.
  package var bytes: Int64 = 0
  package var ticks: Int64 = 0
  /// Ticks that were decided; those of a back-filled history were not.
  package var decisions: Int64 = 0

  /// Counts the rows: done once, when the file is opened, and carried along from then on.
  init(countedIn db: Database) throws {
    let counts = "SELECT count(*), count(CASE WHEN sequence >= 0 THEN 1 END) FROM tick"
    guard let row = try Row.fetchOne(db, sql: counts) else { return }
    var columns = ColumnReader(row)
    ticks = try columns.value()
    decisions = try columns.value()
  }

  mutating func add(_ entry: JournalEntry) {
    guard case .tick(let tick) = entry else { return }
    ticks += 1
    if tick.sequence >= 0 { decisions += 1 }
  }
}
