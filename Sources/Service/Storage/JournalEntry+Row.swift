import Detection
import Foundation
import GRDB

extension JournalEntry {
  /// - Returns: The row's ID.
  func insert(_ db: Database) throws -> Int64 {
    switch self {
    case .tick(let tick):
      try db.cachedStatement(sql: Tick.insertion).execute(arguments: tick.arguments)
      return db.lastInsertedRowID
    case .checkpoint(let checkpoint):
      try db.cachedStatement(sql: Checkpoint.insertion).execute(arguments: checkpoint.arguments)
      return db.lastInsertedRowID
    case .incident(let incident):
      let statement = try db.cachedStatement(sql: IncidentRecord.insertion)
      guard let id = try Int64.fetchOne(statement, arguments: incident.arguments()) else {
        preconditionFailure("an upsert returns its row")
      }
      return id
    }
  }
}
