import Engine
import Foundation

/// A workload's state made anew from what is kept: the checkpoint before, and every tick since.
enum Replay {
  private static let batch = 2_000

  /// The state after the newest tick that is kept.
  ///
  /// - Parameter warn: Is told when a state is of another configuration or version, so that the workload begins anew.
  static func newest(
    of workload: Int64, in journal: Journal, _ settings: WorkloadSettings, models: ModelSet, warn: (String) -> Void
  ) throws -> WorkloadCore {
    var core = try WorkloadCore(settings.configuration, models: models)
    if let checkpoint = try journal.newestCheckpoint(of: workload, atOrBefore: nil) {
      do {
        try core.restore(checkpoint.state)
      } catch {
        warn("workload '\(settings.name)' begins anew: \(error)")
        // Ticks of before stay in the journal; numbers go on behind them.
        let last = try journal.lastSequence(of: workload) ?? -1
        core.begin(at: last + 1)
        return core
      }
    }
    try repeatTicks(of: workload, in: journal, after: core.nextSequence - 1, through: nil, &core) { _, _ in }
    return core
  }

  /// Runs one decision again.
  ///
  /// - Returns: The decision as it comes out now, from the checkpoint before it and the ticks between.
  /// - Throws: `ServiceError.storage` when no checkpoint before it is kept any more.
  static func decision(_ tick: Tick, in journal: Journal, _ settings: WorkloadSettings, models: ModelSet) throws
    -> DecisionMessage
  {
    var core = try WorkloadCore(settings.configuration, models: models)
    if let checkpoint = try journal.newestCheckpoint(of: tick.workload, atOrBefore: tick.sequence - 1) {
      try core.restore(checkpoint.state)
    } else if try journal.ticks(of: tick.workload, after: -1, through: 0, limit: 1).isEmpty {
      throw ServiceError.storage(
        "decision \(tick.id ?? 0) can no longer be run again: no checkpoint before it is kept; raise storage.replayDays "
          + "for later ones")
    }
    var result: DecisionMessage?
    try repeatTicks(
      of: tick.workload, in: journal, after: core.nextSequence - 1, through: tick.sequence, &core
    ) { repeated, outcome in
      guard repeated.sequence == tick.sequence else { return }
      result = DecisionMessage(
        decision: outcome.decision, workload: settings.name,
        latencyMicroseconds: tick.decision?.latencyMicroseconds ?? 0)
    }
    guard let result else {
      throw ServiceError.storage("decision \(tick.id ?? 0) is not among the ticks that are kept")
    }
    return result
  }

  private static func repeatTicks(
    of workload: Int64, in journal: Journal, after sequence: Int64, through last: Int64?, _ core: inout WorkloadCore,
    _ body: (Tick, WorkloadCore.Outcome) -> Void
  ) throws {
    var sequence = max(sequence, -1)
    while true {
      let ticks = try journal.ticks(of: workload, after: sequence, through: last, limit: batch)
      for tick in ticks { body(tick, core.repeatTick(tick)) }
      guard ticks.count == batch, let newest = ticks.last else { return }
      sequence = newest.sequence
    }
  }
}
