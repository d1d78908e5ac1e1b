import Dispatch
import GRDB
import Logging
import Synchronization

/// Moves the write-ahead log into the database's file, from a connection of its own, so that commits go on meanwhile.
///
/// The log can begin anew only at a moment when all of it is moved. Under a constant load there is no such moment; once the
/// log is long, the writer is kept waiting for the last few pages.
final class WriteAheadLog: Sendable {
  /// The log is moved after so many rows, or with the first commit after so long.
  private static let rows = 5_000
  private static let patience = Duration.seconds(60)
  /// Moves that may go before the writer is kept waiting; each leaves only what came during the one before.
  private static let moves = 3

  private struct State {
    var rows = 0
    var moved = ContinuousClock.now
    var isMoving = false
    var isClosed = false
  }

  private let pool: DatabasePool
  private let mover: DatabaseQueue
  private let work = DispatchQueue(label: "tidegate.journal.log")
  private let state = Mutex(State())
  private let log: Logger

  init(of pool: DatabasePool, log: Logger) throws {
    self.pool = pool
    self.log = log
    var configuration = Configuration()
    configuration.label = "tidegate.journal.log"
    mover = try DatabaseQueue(path: pool.path, configuration: configuration)
  }

  /// Is told of each commit.
  func wrote(rows: Int) {
    let isDue = state.withLock { state in
      state.rows += rows
      guard !state.isMoving, !state.isClosed, state.rows >= Self.rows || .now - state.moved >= Self.patience else {
        return false
      }
      state.isMoving = true
      return true
    }
    guard isDue else { return }
    work.async { [self] in
      state.withLock { $0.rows = 0 }
      do {
        try move()
      } catch {
        log.warning("\(ServiceError.database(error, at: pool.path))")
      }
      state.withLock { state in
        state.isMoving = false
        state.moved = .now
      }
    }
  }

  /// Waits for a move under way; there is none afterwards.
  func stop() {
    state.withLock { $0.isClosed = true }
    work.sync {}
  }

  /// Takes the log into the file, and takes it away: the last connection does so, unless it can only read.
  func close() { try? mover.close() }

  private func move() throws {
    for _ in 0..<Self.moves {
      let frames = try moveOnce()
      if frames * Self.pageBytes < DatabaseFile.logBytes { return }
    }
    _ = try pool.writeWithoutTransaction { _ in try moveOnce() }
  }

  private static let pageBytes = 4_096

  /// - Returns: Pages in the log, moved ones too.
  private func moveOnce() throws -> Int {
    try mover.writeWithoutTransaction { try $0.checkpoint(.passive).walFrameCount }
  }
}
