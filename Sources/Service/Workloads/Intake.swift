import Engine
import Logging
import Telemetry

/// The way from an observation to a decision that is kept, told and acted upon; doors and sources alike go through it.
final class Intake: Sendable {
  private let journal: Journal
  private let reactions: Reactions
  private let meter: ServiceMeter
  private let log: Logger

  init(journal: Journal, reactions: Reactions, meter: ServiceMeter, log: Logger) {
    self.journal = journal
    self.reactions = reactions
    self.meter = meter
    self.log = log
  }

  /// Decides for an observation of one workload, and answers when that is kept.
  ///
  /// - Parameters:
  ///   - rung: What there is time for.
  ///   - arrival: When the observation came; nil for a source, which asks for it itself.
  /// - Throws: `RequestRefusal` for an observation that makes no sense, or cannot be kept.
  func decide(
    _ observation: Observation, for workload: Workload, rung: LatencyRung = .full,
    arrival: ContinuousClock.Instant? = nil
  ) async throws(RequestRefusal) -> Tick {
    try await finish(try begin(observation, for: workload, rung: rung, arrival: arrival))
  }

  /// Decides, without waiting until that is kept; `finish` must follow.
  func begin(
    _ observation: Observation, for workload: Workload, rung: LatencyRung, arrival: ContinuousClock.Instant?
  ) throws(RequestRefusal) -> PendingDecision {
    try Self.check(observation, workload)
    let start = ContinuousClock.now
    let pending = try workload.decide(observation, rung: rung, into: journal)
    meter.decided(pending.tick, queue: arrival.map { start - $0 }, compute: .now - start)
    return pending
  }

  /// Waits until a decision is kept, and tells everybody who watches.
  func finish(_ begun: PendingDecision) async throws(RequestRefusal) -> Tick {
    var pending = begun
    let start = ContinuousClock.now
    do {
      try await pending.committed()
      meter.kept(.now - start)
    } catch {
      meter.keepingFailed()
      log.error("a decision of '\(pending.workload.name)' could not be kept: \(error)")
      throw .overloaded(.serviceUnavailable, "\(error)")
    }
    pending.workload.kept(pending.tick)
    for incident in pending.incidents { meter.incident(incident) }
    reactions.take(pending)
    return pending.tick
  }

  private static func check(_ observation: Observation, _ workload: Workload) throws(RequestRefusal) {
    let message = ObservationMessage(workload: workload.name, observation: observation)
    if let complaint = message.complaint { throw RequestRefusal(.badRequest, complaint) }
  }
}
