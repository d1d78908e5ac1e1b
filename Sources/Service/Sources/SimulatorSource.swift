import Foundation
import Logging
import ServiceLifecycle
import Simulation
import Synchronization
import Telemetry

/// A simulated service in place of a real one: its metrics come in at speed, and decisions go back into it.
struct SimulatorSource: Service {
  /// Ticks of the past that are decided before they are kept together.
  private static let batch = 1_000

  let core: ServiceCore
  let workload: Workload
  let settings: SimulatorSettings

  func run() async throws {
    let scenario = try Self.scenario(settings.scenario)
    let configuration = workload.settings.configuration
    let world = try ScenarioWorld(
      scenario, days: settings.days, tickSeconds: configuration.tickSeconds, seed: settings.seed)
    let cluster = world.cluster(timing: configuration.timing, limits: configuration.limits)
    // The newest tick is now, so that charts and retention see times as of a real service.
    let pastTicks = Int(settings.pastDays * 86_400 / configuration.tickSeconds)
    var shift = Date().timeIntervalSince1970 - world.trace.startTime - Double(pastTicks) * configuration.tickSeconds
    if let newest = workload.latest?.observation.timestamp {
      // After a restart the world goes on behind what is known.
      shift = max(shift, newest + configuration.tickSeconds - world.trace.startTime)
    }
    let newShift = shift
    try await cancelWhenGracefulShutdown { [cluster] in
      try await live(cluster, shift: newShift, pastTicks: workload.latest == nil ? pastTicks : 0)
    }
  }

  /// Lives the past at once, and then a tick after another.
  private func live(_ world: SimulatedCluster, shift: Double, pastTicks: Int) async throws {
    var cluster = world
    for _ in 0..<max(1, pastTicks / Self.batch) where pastTicks > 0 {
      var begun: [PendingDecision] = []
      for _ in 0..<Self.batch {
        guard !Task.isCancelled, var observation = cluster.next() else { break }
        observation.timestamp += shift
        let pending = try core.intake.begin(observation, for: workload, rung: .full, arrival: nil)
        cluster.scale(to: pending.tick.decision?.replicas ?? 1)
        begun.append(pending)
      }
      for pending in begun { _ = try await core.intake.finish(pending) }
      await RefitKeeper(core: core).refit(workload)
    }
    core.readiness.done(workload.name)
    let clock = ContinuousClock()
    let step = Duration.seconds(workload.settings.configuration.tickSeconds / settings.speed)
    var next = clock.now
    while !Task.isCancelled, var observation = cluster.next() {
      observation.timestamp += shift
      // After a pause of the machine nothing is caught up with.
      if clock.now > next + .seconds(1) { next = clock.now }
      try? await Task.sleep(until: next, clock: clock)
      guard !Task.isCancelled else { return }
      next = next.advanced(by: step)
      do {
        let kept = try await core.intake.decide(observation, for: workload)
        cluster.scale(to: kept.decision?.replicas ?? 1)
      } catch {
        core.log.error("a tick of the simulated '\(workload.name)' is lost: \(error)")
      }
    }
  }

  static func scenario(_ name: String) throws(ServiceError) -> Scenario {
    if let shipped = Scenario.shipped.first(where: { $0.name == name }) { return shipped }
    guard let data = FileManager.default.contents(atPath: name) else {
      throw ServiceError.resource(
        "there is no scenario '\(name)'; give one of \(Scenario.shipped.map(\.name).joined(separator: ", ")) or a JSON file"
      )
    }
    do {
      return try JSONDecoder().decode(Scenario.self, from: data)
    } catch {
      throw ServiceError.resource("\(name) is not a scenario: \(error); see datasets/README.md")
    }
  }
}
