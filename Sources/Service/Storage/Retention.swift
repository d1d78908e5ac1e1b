/// What may go when.
package struct Retention: Sendable {
  private static let day = 86_400.0
  /// Between routine checkpoints that are kept, in ticks; a decision is run again from so many ticks before it at most.
  /// The newest ones, within as many ticks, are all kept.
  private static let checkpointSpacing: Int64 = 1_440

  private let settings: StorageSettings

  package init(_ settings: StorageSettings) { self.settings = settings }

  /// Ticks from before may be summarized.
  ///
  /// - Parameter newest: The time of the workload's newest tick: age counts from there, so that a workload that runs in the
  ///   time of a simulation, or one that pauses, keeps as much as any other.
  func endOfTicks(now: Double, newest: Double) -> Double {
    Summary.slot(of: min(now, newest) - settings.tickDays * Self.day)
  }

  /// Summaries and incidents from before may go.
  func endOfSummaries(now: Double, newest: Double) -> Double { min(now, newest) - settings.summaryDays * Self.day }

  /// A row of the table `checkpoint` without its state.
  package struct CheckpointRow: Sendable, Equatable {
    package var id: Int64
    package var sequence: Int64
    package var time: Double
    package var isRoutine: Bool

    package init(id: Int64, sequence: Int64, time: Double, isRoutine: Bool) {
      self.id = id
      self.sequence = sequence
      self.time = time
      self.isRoutine = isRoutine
    }
  }

  /// The checkpoints that may go: those too old for decisions that are to be run again, except the newest of them, from which
  /// the oldest such decision starts; and routine ones that lie close together. The newest one always stays.
  ///
  /// - Parameter checkpoints: Of one workload, oldest first.
  package func superfluous(_ checkpoints: [CheckpointRow], now: Double) -> [Int64] {
    guard let newest = checkpoints.last else { return [] }
    let end = now - settings.replayDays * Self.day
    let oldestNeeded = checkpoints.lastIndex { $0.time < end } ?? 0
    var lastKept: Int64?
    return checkpoints.enumerated().compactMap { index, checkpoint in
      guard index >= oldestNeeded else { return checkpoint.id }
      let isClose = lastKept.map { checkpoint.sequence - $0 < Self.checkpointSpacing } ?? false
      let isRecent = newest.sequence - checkpoint.sequence < Self.checkpointSpacing
      if checkpoint.isRoutine, isClose, !isRecent, checkpoint.id != newest.id { return checkpoint.id }
      lastKept = checkpoint.sequence
      return nil
    }
  }
}
