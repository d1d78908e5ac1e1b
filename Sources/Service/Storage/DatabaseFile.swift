import Foundation
import GRDB

/// Opens the service's database, and says what is wrong with one that cannot be used.
enum DatabaseFile {
  /// Bytes after which the write-ahead log is cut when it begins anew.
  static let logBytes = 256 << 20
  private static let busySeconds = 5.0
  private static let readers = 4

  /// Whether there is anything in it; an empty file is as good as none.
  static func isPresent(_ path: String) -> Bool { size(of: path) > 0 }

  static func size(of path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }

  enum Extent { case header, all }

  /// Reads the whole file once, or only who made it, and changes nothing.
  ///
  /// - Parameter name: What a sentence is to call it, if not by its path.
  /// - Throws: `ServiceError.storage` when it is not ours, of a newer version, or damaged.
  static func examine(_ path: String, named name: String? = nil, reading extent: Extent = .all) throws(ServiceError) {
    let name = name ?? path
    do {
      let database = try openReadOnly(path)
      defer { try? database.close() }
      try database.read { db in
        guard try Int.fetchOne(db, sql: "PRAGMA application_id") == JournalSchema.applicationID else {
          throw ServiceError.foreign(name)
        }
        if extent == .all, let finding = try String.fetchOne(db, sql: "PRAGMA quick_check(1)"), finding != "ok" {
          throw ServiceError.damaged(name, finding)
        }
        if try JournalSchema.migrator.hasBeenSuperseded(db) {
          throw ServiceError.storage(
            "the database '\(name)' was made by a newer tidegate; run that version, or bring back a backup of this one")
        }
      }
    } catch {
      throw .database(error, at: name)
    }
  }

  /// For a look while another process may be writing.
  static func openReadOnly(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(busySeconds)
    do {
      return try DatabaseQueue(path: path, configuration: configuration)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
      // A process that was killed left a transaction half done, and who looks first must take it back.
      configuration.readonly = false
      return try DatabaseQueue(path: path, configuration: configuration)
    }
  }

  static func openReadOnlyPool(_ path: String) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(busySeconds)
    configuration.maximumReaderCount = 1
    return try DatabasePool(path: path, configuration: configuration)
  }

  /// Opens it for reading and writing, in the newest schema.
  static func openPool(_ path: String) throws -> DatabasePool {
    if !isPresent(path) { try create(path) }
    var configuration = Configuration()
    configuration.label = "tidegate.journal"
    configuration.busyMode = .timeout(busySeconds)
    configuration.maximumReaderCount = readers
    configuration.prepareDatabase { db in
      guard !db.configuration.readonly else { return }
      // `WriteAheadLog` moves the log from another connection, so that no commit waits for the disk.
      try db.execute(
        sql: "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = \(logBytes); PRAGMA cache_size = -16000")
    }
    let pool = try DatabasePool(path: path, configuration: configuration)
    try JournalSchema.migrator.migrate(pool)
    return pool
  }

  /// Makes a file with what must stand in it before the first table and the write-ahead log.
  ///
  /// It is made beside and renamed, so that a process that is killed meanwhile leaves none or a whole one.
  private static func create(_ path: String) throws {
    let partial = path + ".new"
    for leftover in [partial, partial + "-journal"] { unlink(leftover) }
    let queue = try DatabaseQueue(path: partial)
    try queue.inDatabase { db in
      try db.execute(
        sql: "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA application_id = \(JournalSchema.applicationID)")
    }
    try queue.close()
    guard rename(partial, path) == 0 else {
      throw DatabaseError(resultCode: .SQLITE_CANTOPEN, message: String(cString: strerror(errno)))
    }
  }
}
