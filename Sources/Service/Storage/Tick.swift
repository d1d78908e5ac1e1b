import Engine
import Telemetry

/// One tick of a workload as it is kept: what was observed, and what was decided on which rung.
///
/// With the checkpoint before them, the ticks of a workload make its state anew, to the bit.
package struct Tick: Sendable, Equatable {
  /// The row's number, which is the decision's ID; nil before it is kept.
  package var id: Int64?
  /// The workload's row.
  package var workload: Int64
  /// Counts the workload's ticks from 0; ticks of a back-filled history, which were never decided, are negative.
  package var sequence: Int64
  package var observation: Observation
  package var rung: LatencyRung
  /// Nil for a back-filled history. Its timestamp is the observation's, and its workload the row's name.
  package var decision: DecisionMessage?
  /// First hex digits of the SHA-256 of the forecaster and the detector in use.
  package var models: ModelHashes

  package init(
    id: Int64? = nil, workload: Int64, sequence: Int64, observation: Observation, rung: LatencyRung,
    decision: DecisionMessage?, models: ModelHashes
  ) {
    self.id = id
    self.workload = workload
    self.sequence = sequence
    self.observation = observation
    self.rung = rung
    self.decision = decision
    self.models = models
  }
}
