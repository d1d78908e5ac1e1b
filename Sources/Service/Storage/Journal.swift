import Foundation
import GRDB
import Logging
import Synchronization

/// What the service must not lose, in one SQLite file.
///
/// Entries wait in a queue, and one writer takes all that wait into one transaction (group commit), so that thousands of
/// callers a second cost little more than one. An entry is acknowledged when its transaction is in the write-ahead log: it
/// then survives the end of the process. The log reaches the disk with its checkpoints, so that the last moments before a
/// power cut may be lost, but never the file (`synchronous = NORMAL`).
package final class Journal: Sendable {
  private struct Queue {
    var tickets: [JournalTicket] = []
    /// Whether the writer was told that there is something.
    var isCalled = false
    var begun = ContinuousClock.now
    var isClosed = false
  }

  /// Between two transactions under load; those that wait share the cost of the next. After a pause there is no wait.
  private static let pace = Duration.milliseconds(1)

  package let settings: StorageSettings
  let pool: DatabasePool
  let log: Logger
  /// Nil where the file is only read.
  private let lock: FileLock?
  private let writeAheadLog: WriteAheadLog?
  private let queue = Mutex(Queue())
  private let counted: Mutex<StorageStatistics>

  /// Opens the file, or makes it.
  ///
  /// - Throws: `ServiceError.storage` when the file is damaged, not ours, of a newer version, or in use by another process.
  package init(_ settings: StorageSettings, log: Logger) throws(ServiceError) {
    self.settings = settings
    self.log = log
    lock = try FileLock(besides: settings.path)
    if DatabaseFile.isPresent(settings.path) { try DatabaseFile.examine(settings.path) }
    do {
      pool = try DatabaseFile.openPool(settings.path)
      writeAheadLog = try WriteAheadLog(of: pool, log: log)
      counted = Mutex(try pool.read(StorageStatistics.init(countedIn:)))
    } catch {
      throw .database(error, at: settings.path)
    }
  }

  /// Opens the file for a look, also while a service writes to it; nothing can be enqueued.
  ///
  /// - Throws: `ServiceError.storage` when there is none, or it is not ours or of a newer version.
  package init(readingOnly settings: StorageSettings, log: Logger) throws(ServiceError) {
    self.settings = settings
    self.log = log
    lock = nil
    writeAheadLog = nil
    guard DatabaseFile.isPresent(settings.path) else { throw .missing(settings.path) }
    try DatabaseFile.examine(settings.path, reading: .header)
    do {
      pool = try DatabaseFile.openReadOnlyPool(settings.path)
      counted = Mutex(try pool.read(StorageStatistics.init(countedIn:)))
    } catch {
      throw .database(error, at: settings.path)
    }
    queue.withLock { $0.isClosed = true }
  }

  /// Queues what is to be kept, in the order of the calls; quick enough to be called under a workload's lock.
  package func enqueue(_ entries: [JournalEntry]) -> JournalTicket {
    let ticket = JournalTicket(entries)
    let (isClosed, mustCall) = queue.withLock { queue -> (Bool, Bool) in
      if queue.isClosed { return (true, false) }
      queue.tickets.append(ticket)
      defer { queue.isCalled = true }
      return (false, !queue.isCalled)
    }
    if isClosed {
      ticket.settle(.failure(.storage("the database '\(settings.path)' is closed; the service is stopping")))
    }
    if mustCall { callWriter() }
    return ticket
  }

  /// Calls that wait for the writer.
  package var waiting: Int { queue.withLock { $0.tickets.count } }

  package var statistics: StorageStatistics {
    var statistics = counted.withLock { $0 }
    statistics.bytes = DatabaseFile.size(of: settings.path) + DatabaseFile.size(of: settings.path + "-wal")
    return statistics
  }

  /// Keeps what waits, and closes the file.
  package func close() {
    let wasClosed = queue.withLock { queue in
      defer { queue.isClosed = true }
      return queue.isClosed
    }
    guard !wasClosed else { return }
    // The call that is under way, if one is, comes first.
    pool.writeWithoutTransaction { commitWaiting($0) }
    writeAheadLog?.stop()
    do {
      try pool.close()
    } catch {
      log.warning("the database '\(settings.path)' was not closed in good order: \(error)")
    }
    writeAheadLog?.close()
    lock?.release()
  }

  /// Is told of what a compaction took away.
  func forgot(ticks: Int64, decisions: Int64, rows: Int) {
    counted.withLock { counted in
      counted.ticks -= ticks
      counted.decisions -= decisions
    }
    writeAheadLog?.wrote(rows: rows)
  }

  private func callWriter() {
    pool.asyncWriteWithoutTransaction { [self] db in
      let early = Self.pace - (ContinuousClock.now - queue.withLock { $0.begun })
      if early > .zero { usleep(UInt32(early / .microseconds(1))) }
      commitWaiting(db)
      let isMore = queue.withLock { queue in
        queue.isCalled = !queue.tickets.isEmpty
        return queue.isCalled
      }
      if isMore { callWriter() }
    }
  }

  private func commitWaiting(_ db: Database) {
    let tickets = queue.withLock { queue in
      defer { queue.tickets.removeAll(keepingCapacity: true) }
      queue.begun = .now
      return queue.tickets
    }
    guard !tickets.isEmpty else { return }
    do {
      settle(tickets, with: try insert(tickets, db))
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT && tickets.count > 1 {
      // One of them is refused, and the others must not suffer for it.
      for ticket in tickets {
        do {
          settle([ticket], with: try insert([ticket], db))
        } catch {
          ticket.settle(.failure(.database(error, at: settings.path)))
        }
      }
    } catch {
      let failure = ServiceError.database(error, at: settings.path)
      for ticket in tickets { ticket.settle(.failure(failure)) }
    }
    writeAheadLog?.wrote(rows: tickets.reduce(0) { $0 + $1.entries.count })
  }

  /// All in one transaction.
  private func insert(_ tickets: [JournalTicket], _ db: Database) throws -> [[Int64]] {
    var ids: [[Int64]] = []
    ids.reserveCapacity(tickets.count)
    try db.inTransaction(.immediate) {
      for ticket in tickets { ids.append(try ticket.entries.map { try $0.insert(db) }) }
      return .commit
    }
    return ids
  }

  private func settle(_ tickets: [JournalTicket], with ids: [[Int64]]) {
    counted.withLock { counted in
      for ticket in tickets { for entry in ticket.entries { counted.add(entry) } }
    }
    for (ticket, ids) in zip(tickets, ids) { ticket.settle(.success(ids)) }
  }
}

extension Journal {
  /// Reads a consistent state of the file, while writing goes on.
  func read<Value>(_ look: (Database) throws -> Value) throws(ServiceError) -> Value {
    do {
      return try pool.read(look)
    } catch {
      throw .database(error, at: settings.path)
    }
  }

  /// Reads without holding the caller's thread.
  func readAside<Value: Sendable>(_ look: @escaping @Sendable (Database) throws -> Value) async throws(ServiceError)
    -> Value
  {
    do {
      return try await pool.read(look)
    } catch {
      throw .database(error, at: settings.path)
    }
  }

  /// Changes the file, behind what was queued before.
  func write<Value>(_ change: (Database) throws -> Value) throws(ServiceError) -> Value {
    do {
      return try pool.write(change)
    } catch {
      throw .database(error, at: settings.path)
    }
  }
}
