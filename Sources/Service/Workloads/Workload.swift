import Crypto
import Detection
import Engine
import Forecasting
import Foundation
import Synchronization
import Telemetry

/// One workload of the running service: decisions are made one after the other, under a lock that nothing slow is done under.
final class Workload: Sendable {
  private struct State {
    var core: WorkloadCore
    var models: ModelHashes
    var latest: Tick?
    var ticksSinceCheckpoint = 0
    /// Observations since a refit under way began; nil while there is none.
    var sinceRefitBegan: [Observation]?
    /// When the forecaster in use was learned, in the time of the observations.
    var learnedAt: Double?
  }

  /// The row in the journal.
  let id: Int64
  let settings: WorkloadSettings
  /// Whether the REST API made it, rather than the configuration file.
  let isOwn: Bool
  private let state: Mutex<State>

  var name: String { settings.name }

  init(id: Int64, settings: WorkloadSettings, isOwn: Bool, core: WorkloadCore, detector: String?) {
    self.id = id
    self.settings = settings
    self.isOwn = isOwn
    let models = ModelHashes(forecaster: Self.hash(core.ladder.pipeline.forecasterModel), detector: detector)
    state = Mutex(State(core: core, models: models))
  }

  /// Decides for an observation, and queues what is to be kept of it.
  ///
  /// - Throws: `RequestRefusal` for an observation from before the newest one.
  func decide(_ observation: Observation, rung: LatencyRung, into journal: Journal)
    throws(RequestRefusal) -> PendingDecision
  {
    let start = ContinuousClock.now
    let result = state.withLock { state -> Result<PendingDecision, RequestRefusal> in
      if let newest = state.core.refuses(observation.timestamp) {
        return .failure(
          RequestRefusal(
            .conflict,
            "timestamp \(observation.timestamp) is before \(newest), the last one of '\(name)'; send observations in order"))
      }
      let outcome = state.core.decide(observation, rung: rung)
      state.sinceRefitBegan?.append(observation)
      state.ticksSinceCheckpoint += 1
      let message = DecisionMessage(
        decision: outcome.decision, workload: name, latencyMicroseconds: (ContinuousClock.now - start).microseconds)
      let tick = Tick(
        id: nil, workload: id, sequence: outcome.sequence, observation: observation, rung: rung, decision: message,
        models: state.models)
      state.latest = tick
      let incidents = outcome.incidents.map { IncidentRecord($0, workload: id, at: observation.timestamp) }
      let ticket = journal.enqueue([.tick(tick)] + incidents.map(JournalEntry.incident))
      return .success(PendingDecision(workload: self, tick: tick, incidents: incidents, ticket: ticket))
    }
    return try result.get()
  }

  /// What a door wants to look at, without keeping decisions waiting.
  func read<Value: Sendable>(_ look: (borrowing WorkloadCore) -> Value) -> Value { state.withLock { look($0.core) } }

  var latest: Tick? { state.withLock { $0.latest } }
  var models: ModelHashes { state.withLock { $0.models } }
  var learnedAt: Double? { state.withLock { $0.learnedAt } }
}

// MARK: Learning and keeping, off the path of decisions

extension Workload {
  var isRefitDue: Bool { state.withLock { $0.sinceRefitBegan == nil && $0.core.ladder.pipeline.isRefitDue } }

  /// Learns a new forecaster from a copy of the pipeline, and puts it to use; takes about a second, holds the lock for moments.
  ///
  /// - Returns: The checkpoint that must be kept, since ticks from here on are decided with another model.
  func refit() throws -> Checkpoint? {
    let copy = state.withLock { state -> DecisionPipeline? in
      guard state.sinceRefitBegan == nil, state.core.ladder.pipeline.isRefitDue else { return nil }
      state.sinceRefitBegan = []
      state.core.update { $0.catchUp() }
      return state.core.ladder.pipeline
    }
    guard var pipeline = copy else { return nil }
    var model: QuantileModel?
    let isAnew = pipeline.isStartupToBeAdopted
    if isAnew { pipeline.refitIfDue() } else { model = pipeline.refitted() }
    let hash = Self.hash(isAnew ? pipeline.forecasterModel : model)
    let learned = state.withLock { state in
      let since = state.sinceRefitBegan ?? []
      state.sinceRefitBegan = nil
      state.core.update { ladder in
        if isAnew { ladder.replace(with: pipeline, since: since) } else { ladder.install(model) }
      }
      if let hash { state.models.forecaster = hash }
      state.learnedAt = state.latest?.observation.timestamp
      state.ticksSinceCheckpoint = 0
      return state.core
    }
    return try checkpoint(of: learned)
  }

  /// Learns from a history before the first tick.
  func learn(_ loads: [Double], startingAt startTime: Double, threads: Int) throws -> Checkpoint {
    var core = state.withLock { $0.core }
    core.learn(loads, startingAt: startTime, threads: threads)
    let hash = Self.hash(core.ladder.pipeline.forecasterModel)
    state.withLock { state in
      state.core = core
      state.models.forecaster = hash
      state.learnedAt = startTime + Double(loads.count) * settings.configuration.tickSeconds
    }
    return try checkpoint(of: core)
  }

  /// A checkpoint when enough ticks have come since the last one, or in any case.
  func checkpoint(every ticks: Int, inAnyCase: Bool = false) throws -> Checkpoint? {
    let core = state.withLock { state -> WorkloadCore? in
      guard inAnyCase || state.ticksSinceCheckpoint >= ticks else { return nil }
      state.ticksSinceCheckpoint = 0
      return state.core
    }
    return try core.map { try checkpoint(of: $0) }
  }

  private func checkpoint(of core: WorkloadCore) throws -> Checkpoint {
    Checkpoint(
      workload: id, sequence: core.nextSequence - 1, time: Date().timeIntervalSince1970, state: try core.savedState())
  }

  /// The first hex digits of a model's SHA-256; nil without a model.
  static func hash(_ model: QuantileModel?) -> String? {
    guard let saved = model?.saved else { return nil }
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    return (try? encoder.encode(saved)).map { hash($0) }
  }

  static func hash(_ data: Data) -> String {
    SHA256.hash(data: data).prefix(6).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
