import Foundation

/// A workload's whole state after one of its ticks.
package struct Checkpoint: Sendable, Equatable {
  package var workload: Int64
  /// The last tick that the state has seen; -1 before the first one.
  package var sequence: Int64
  /// When it was made, in seconds since 1970.
  package var time: Double
  /// As of `WorkloadCore.savedState`.
  package var state: Data
  /// Whether the checkpoint before and the ticks since lead to it as well, so that it may go when checkpoints are thinned.
  ///
  /// Not so after a refit or a history learned: decisions behind it can only be run again from here.
  package var isRoutine: Bool

  package init(workload: Int64, sequence: Int64, time: Double, state: Data, isRoutine: Bool = false) {
    self.workload = workload
    self.sequence = sequence
    self.time = time
    self.state = state
    self.isRoutine = isRoutine
  }
}
