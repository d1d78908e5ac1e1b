import Detection
import Engine
import Foundation
import Telemetry

/// What a workload is made of: how it decides, what it finds strange, and how far it has come. A pure value.
///
/// Equal cores given equal ticks end up equal, which is how a restart goes on where the service stopped, and how a decision is
/// run again.
struct WorkloadCore: Sendable {
  /// What came of a tick.
  struct Outcome: Sendable {
    var sequence: Int64
    var decision: ScalingDecision
    /// The incident that began or changed with this tick, or ended before it.
    var incidents: [IncidentChange] = []
  }

  enum IncidentChange: Sendable, Equatable {
    case began(Incident, sequence: Int64)
    case changed(Incident, sequence: Int64)
    case ended(Incident, sequence: Int64)
  }

  private(set) var ladder: DecisionLadder
  private(set) var order = ObservationOrder()
  /// The sequence of the next tick.
  private(set) var nextSequence: Int64 = 0
  private var monitor: AnomalyMonitor
  private var row: MinuteRow
  /// The tick with which the incident under way began.
  private var incidentSequence: Int64?

  init(_ workload: WorkloadConfiguration, models: ModelSet) throws(EngineError) {
    ladder = DecisionLadder(try DecisionPipeline(workload, models: models))
    row = MinuteRow(tickSeconds: workload.tickSeconds)
    monitor = Self.monitor(tickSeconds: workload.tickSeconds, seed: workload.seed)
  }

  private static func monitor(tickSeconds: Double, seed: UInt64) -> AnomalyMonitor {
    var rules = MonitorRules()
    rules.interval = MinuteRow.interval(tickSeconds: tickSeconds)
    return AnomalyMonitor(
      StreamingDetector(metricCount: Metric.allCases.count, seed: seed), metrics: Metric.allCases.map(\.rawValue),
      rules: rules)
  }

  /// The incident under way.
  var incident: Incident? { monitor.incident }

  /// The newest time before which `time` lies; nil where an observation of that time may come.
  mutating func refuses(_ time: Double) -> Double? { order.refuses(time) }

  /// Decides for a tick.
  mutating func decide(_ observation: Observation, rung: LatencyRung) -> Outcome {
    let sequence = nextSequence
    nextSequence += 1
    let decision = ladder.decide(observation, rung: rung)
    return Outcome(sequence: sequence, decision: decision, incidents: watch(observation, sequence))
  }

  /// Takes up a tick that was decided before: the same core comes of it as at that time.
  mutating func repeatTick(_ tick: Tick) -> Outcome {
    _ = order.refuses(tick.observation.timestamp)
    nextSequence = tick.sequence
    return decide(tick.observation, rung: tick.rung)
  }

  /// Numbers the ticks from `sequence` on.
  mutating func begin(at sequence: Int64) { nextSequence = sequence }

  /// Learns from a load before the first tick.
  ///
  /// - Parameters:
  ///   - loads: Requests per second of each tick, oldest first; NaN is missing.
  ///   - startTime: The time of the first, in seconds.
  mutating func learn(_ loads: [Double], startingAt startTime: Double, threads: Int) {
    var pipeline = ladder.pipeline
    pipeline.learn(loads, startingAt: startTime, threads: threads)
    ladder = DecisionLadder(pipeline)
  }

  mutating func update(_ change: (inout DecisionLadder) -> Void) { change(&ladder) }

  private mutating func watch(_ observation: Observation, _ sequence: Int64) -> [IncidentChange] {
    guard let values = row.add(observation) else { return [] }
    let before = monitor.incident
    let verdict = monitor.observe(values.span, at: observation.timestamp)
    var changes: [IncidentChange] = []
    if let ended = verdict.ended {
      changes.append(.ended(ended, sequence: incidentSequence ?? sequence))
      incidentSequence = nil
    }
    if verdict.isAlarm, let incident = monitor.incident {
      incidentSequence = sequence
      changes.append(.began(incident, sequence: sequence))
    } else if let incident = monitor.incident, let before, incident.peakScore > before.peakScore || incident.kind != before.kind {
      changes.append(.changed(incident, sequence: incidentSequence ?? sequence))
    }
    return changes
  }
}

extension WorkloadCore {
  private struct State: Codable {
    var ladder: Data
    var order: ObservationOrder
    var nextSequence: Int64
    var monitor: AnomalyMonitor.Memory
    var row: MinuteRow
    var incidentSequence: Int64?
  }

  /// Everything that a restart must not lose, as bytes for `restore`.
  func savedState() throws -> Data {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    guard let memory = monitor.memory else { preconditionFailure("the monitor's detector cannot be saved") }
    return try encoder.encode(
      State(
        ladder: ladder.savedState(), order: order, nextSequence: nextSequence, monitor: memory, row: row,
        incidentSequence: incidentSequence))
  }

  /// - Throws: `EngineError.state` when the state is damaged or of another workload; the core is then unchanged.
  mutating func restore(_ data: Data) throws(EngineError) {
    guard let state = try? PropertyListDecoder().decode(State.self, from: data) else {
      throw .state("the state is damaged or not one of tidegate's; delete it to start anew")
    }
    var restored = self
    try restored.ladder.restore(state.ladder)
    guard restored.monitor.restore(state.monitor) else {
      throw .state("the state's monitor is of other metrics; delete it to start anew")
    }
    restored.order = state.order
    restored.nextSequence = state.nextSequence
    restored.row = state.row
    restored.incidentSequence = state.incidentSequence
    self = restored
  }
}
