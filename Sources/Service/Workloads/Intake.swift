import Engine
import Logging
import Telemetry

/// The way from an observation to a decision that is kept, told and acted upon; doors and sources alike go through it.
final class Intake: Sendable {
  private let registry: WorkloadRegistry
  private let journal: Journal
  private let events: EventHub
  private let meter: ServiceMeter
  private let log: Logger

  init(registry: WorkloadRegistry, journal: Journal, events: EventHub, meter: ServiceMeter, log: Logger) {
    self.registry = registry
    self.journal = journal
    self.events = events
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
    _ observation: Observation, for workload: Workload, rung: LatencyRung = .full, arrival: ContinuousClock.Instant? = nil
  ) async throws(RequestRefusal) -> Tick {
    try Self.check(observation, workload)
    let start = ContinuousClock.now
    var pending = try workload.decide(observation, rung: rung, into: journal)
    let decided = ContinuousClock.now
    meter.decided(pending.tick, queue: arrival.map { start - $0 }, compute: decided - start)
    do {
      try await pending.committed()
    } catch {
      log.error("a decision of '\(workload.name)' could not be kept: \(error)")
      throw .overloaded(.serviceUnavailable, "\(error)")
    }
    meter.kept(ContinuousClock.now - decided)
    events.publish(.decision(pending.tick, workload: workload.name))
    for incident in pending.incidents { events.publish(.incident(incident, workload: workload.name)) }
    return pending.tick
  }

  private static func check(_ observation: Observation, _ workload: Workload) throws(RequestRefusal) {
    let message = ObservationMessage(workload: workload.name, observation: observation)
    if let complaint = message.complaint { throw RequestRefusal(.badRequest, complaint) }
  }
}
