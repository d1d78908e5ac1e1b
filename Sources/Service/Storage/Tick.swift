import Engine
import Telemetry

/// One tick of a workload as it is kept: what was observed, and what was decided on which rung.
///
/// With the checkpoint before them, the ticks of a workload make its state anew, to the bit.
struct Tick: Sendable, Equatable {
  /// The row's number, which is the decision's ID; nil before it is kept.
  var id: Int64?
  /// The workload's row.
  var workload: Int64
  /// Counts the workload's ticks from 0; ticks of a back-filled history, which were never decided, are negative.
  var sequence: Int64
  var observation: Observation
  var rung: LatencyRung
  /// Nil for a back-filled history.
  var decision: DecisionMessage?
  /// First hex digits of the SHA-256 of the forecaster and the detector in use.
  var models: ModelHashes
}

/// What a decision was made with.
struct ModelHashes: Sendable, Equatable, Codable {
  /// Nil before there is one.
  var forecaster: String?
  var detector: String?
}
