import Foundation
import ServiceLifecycle
import Telemetry

/// A source that is asked once a tick, on the clock; before the first tick, for the past that it knows.
struct PolledSource: Service {
  let core: ServiceCore
  let workload: Workload
  /// The tick that ends at a time, in seconds since 1970.
  let observation: @Sendable (Double) async throws -> Observation
  /// The past from one time to another; nil for a source that knows none.
  var history: (@Sendable (Double, Double) async throws -> MetricTable)?
  /// How much of it is wanted, in seconds.
  var historySeconds = 0.0
  /// Seconds after the end of a tick until everything of it has come in.
  var delaySeconds = 0.0

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await learnPast()
      core.readiness.done(workload.name)
      let tick = workload.settings.configuration.tickSeconds
      while !Task.isCancelled {
        let now = Date().timeIntervalSince1970 - delaySeconds
        let next = ((now / tick).rounded(.down) + 1) * tick
        try? await Task.sleep(for: .seconds(next - now))
        guard !Task.isCancelled else { return }
        await take(at: next)
      }
    }
  }

  private func take(at time: Double) async {
    do {
      _ = try await core.intake.decide(try await observation(time), for: workload)
    } catch is CancellationError {
      return
    } catch let refusal as RequestRefusal {
      core.log.error("a tick of '\(workload.name)' is lost: \(refusal.sentence)")
    } catch {
      core.meter.sourceFailed(workload.id, source: workload.settings.source.name)
      // A tick without metrics is a tick all the same: the policy goes by what it knows.
      _ = try? await core.intake.decide(Observation(timestamp: time), for: workload)
    }
  }

  /// Learns from the history of a workload that has none of its own yet.
  private func learnPast() async {
    guard let history, historySeconds > 0, workload.latest == nil,
      workload.read({ $0.ladder.pipeline.historySeconds }) == 0
    else { return }
    let now = Date().timeIntervalSince1970
    do {
      let table = try await history(now - historySeconds, now)
      try await Backfill(core: core, workload: workload).learn(table)
    } catch {
      core.meter.sourceFailed(workload.id, source: workload.settings.source.name)
      core.log.warning("the past of '\(workload.name)' could not be learned, it begins anew: \(error)")
    }
  }
}
