import Foundation

/// A workload's whole state after one of its ticks.
struct Checkpoint: Sendable, Equatable {
  var workload: Int64
  /// The last tick that the state has seen; -1 before the first one.
  var sequence: Int64
  /// When it was made, in seconds since 1970.
  var time: Double
  /// As of `WorkloadCore.savedState`.
  var state: Data
}
