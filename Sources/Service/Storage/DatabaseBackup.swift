import Foundation
import GRDB

/// Copies of the service's database: what `tidegate backup` and `tidegate restore` do.
package enum DatabaseBackup {
  /// Pages between two reports of progress; 1 MB.
  private static let pagesPerStep: CInt = 256

  /// Writes a copy of a database as it is at this moment, whether a service is writing to it or not.
  ///
  /// The copy is checked, and appears whole or not at all; one that is there already is replaced.
  ///
  /// - Parameter progress: Is told the share that is done, up to 1.
  /// - Throws: `ServiceError.storage` when there is no sound database, or the copy cannot be written.
  package static func make(
    of path: String, at destination: String, progress: @escaping (Double) -> Void = { _ in }
  ) throws(ServiceError) {
    guard DatabaseFile.isPresent(path) else { throw .missing(path) }
    guard !isSameFile(path, destination) else {
      throw .storage("'\(destination)' is the database itself; give the backup another name")
    }
    let partial = try copy(path, besides: destination, progress)
    try replace(destination, with: partial)
  }

  /// Puts a backup in the place of a database that no service is using.
  ///
  /// What was there is kept beside it.
  ///
  /// - Parameter force: Replace a database that is sound, too.
  /// - Returns: Where the database that was replaced is now; nil where there was none.
  /// - Throws: `ServiceError.storage` when the backup is damaged, a service uses the database, or it is sound without `force`.
  @discardableResult
  package static func restore(from backup: String, to path: String, force: Bool) throws(ServiceError) -> String? {
    guard DatabaseFile.isPresent(backup) else {
      throw .storage("there is no backup '\(backup)'; give the file that 'tidegate backup' wrote")
    }
    guard !isSameFile(path, backup) else {
      throw .storage("'\(backup)' is the database itself; give the file that 'tidegate backup' wrote")
    }
    try DatabaseFile.examine(backup)
    let lock = try FileLock(besides: path)
    defer { lock.release() }
    if DatabaseFile.isPresent(path), !force, (try? DatabaseFile.examine(path)) != nil {
      throw .storage("the database '\(path)' is sound; give --force to put the backup in its place all the same")
    }
    let partial = try copy(backup, besides: path) { _ in }
    let replaced = try keepAside(path)
    try replace(path, with: partial)
    return replaced
  }

  /// - Returns: The copy's path, beside `destination`; it is checked, and on the disk.
  private static func copy(_ source: String, besides destination: String, _ progress: @escaping (Double) -> Void)
    throws(ServiceError) -> String
  {
    let partial = "\(destination).partial"
    remove(partial)
    do {
      let from = try DatabaseFile.openReadOnly(source)
      defer { try? from.close() }
      try fill(partial, from: from, progress)
      // The pages are the source's, and so is what is wrong with them.
      try DatabaseFile.examine(partial, named: source)
      try synchronize(partial)
    } catch {
      remove(partial)
      throw .database(error, at: source)
    }
    return partial
  }

  /// Copies within one transaction, so that what is written meanwhile does not make the copy begin anew.
  private static func fill(_ partial: String, from source: DatabaseQueue, _ progress: @escaping (Double) -> Void) throws
  {
    do {
      let copy = try DatabaseQueue(path: partial)
      defer { try? copy.close() }
      try source.read { source in
        try copy.writeWithoutTransaction { copy in
          try copy.execute(sql: "PRAGMA synchronous = OFF")
          try source.backup(to: copy, pagesPerStep: pagesPerStep) { report in
            guard report.totalPageCount > 0 else { return }
            progress(Double(report.completedPageCount) / Double(report.totalPageCount))
          }
          // A backup is one file, without a log beside it.
          try copy.execute(sql: "PRAGMA journal_mode = DELETE")
        }
      }
    } catch let error as DatabaseError where error.resultCode != .SQLITE_CORRUPT {
      throw ServiceError.database(error, at: partial)
    }
  }

  /// Gives the database at `path`, if there is one, a second name; the log belongs to it.
  private static func keepAside(_ path: String) throws(ServiceError) -> String? {
    defer { remove(path + "-shm") }
    guard DatabaseFile.isPresent(path) else {
      remove(path + "-wal")
      return nil
    }
    // A sound one takes its log in when it is opened and closed.
    try? DatabaseQueue(path: path).close()
    let aside = freeName(for: path)
    if DatabaseFile.isPresent(path + "-wal") {
      guard rename(path + "-wal", aside + "-wal") == 0 else { throw failure("rename", path + "-wal") }
    } else {
      remove(path + "-wal")
    }
    guard link(path, aside) == 0 else { throw failure("keep", path) }
    return aside
  }

  private static func freeName(for path: String) -> String {
    let name = "\(path).before-restore"
    guard access(name, F_OK) == 0 else { return name }
    return (2...).lazy.map { "\(name)-\($0)" }.first { access($0, F_OK) != 0 } ?? name
  }

  private static func replace(_ path: String, with partial: String) throws(ServiceError) {
    guard rename(partial, path) == 0 else {
      let failure = failure("write", path)
      remove(partial)
      throw failure
    }
    try synchronize((path as NSString).deletingLastPathComponent)
  }

  /// Waits until a file, or a folder's list of files, is on the disk.
  private static func synchronize(_ path: String) throws(ServiceError) {
    let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("write", path) }
  }

  private static func isSameFile(_ first: String, _ second: String) -> Bool {
    var (one, other) = (stat(), stat())
    guard stat(first, &one) == 0, stat(second, &other) == 0 else { return false }
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino
  }

  private static func remove(_ path: String) { unlink(path) }

  private static func failure(_ verb: String, _ path: String) -> ServiceError {
    .storage(
      "cannot \(verb) '\(path)': \(String(cString: strerror(errno))); see to the rights and the room of its folder")
  }
}
