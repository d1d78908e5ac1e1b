import GRDB

extension ServiceError {
  /// What SQLite said, as a sentence that ends with what to do.
  static func database(_ error: any Error, at path: String) -> ServiceError {
    if let error = error as? ServiceError { return error }
    guard let error = error as? DatabaseError else {
      return .storage("the database '\(path)' cannot be used: \(error)")
    }
    let said = error.message ?? "SQLite's code \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_CORRUPT: return .damaged(path, said)
    case .SQLITE_NOTADB: return .foreign(path)
    case .SQLITE_FULL:
      return .storage(
        "the database '\(path)' cannot grow, its disk is full; make room, or shorten storage.tickDays")
    case .SQLITE_IOERR, .SQLITE_NOMEM:
      return .storage(
        "the database '\(path)' could not be read or written (\(said)); see that its disk has room and is sound")
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      return .storage(
        "the database '\(path)' cannot be opened for writing (\(said)); see to the rights of the file and of its folder"
      )
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return .storage("the database '\(path)' is locked by another program; close that one and try again")
    case .SQLITE_CONSTRAINT:
      return .storage("the database '\(path)' refused a row (\(said)); see whether its workload was removed meanwhile")
    default:
      return .storage("the database '\(path)' cannot be used (\(said)); see the SQLite result code's documentation")
    }
  }

  static func damaged(_ path: String, _ finding: String) -> ServiceError {
    .storage(
      "the database '\(path)' is damaged (\(finding)); bring back a backup with 'tidegate restore', or move the file away to "
        + "begin anew")
  }

  static func missing(_ path: String) -> ServiceError {
    .storage("there is no database '\(path)'; see storage.path in the configuration")
  }

  static func foreign(_ path: String) -> ServiceError {
    .storage(
      "'\(path)' is not a database of tidegate's, or its first page is damaged; bring back a backup with 'tidegate restore', "
        + "or give another storage.path")
  }
}
