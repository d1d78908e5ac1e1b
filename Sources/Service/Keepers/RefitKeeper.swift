import Dispatch
import Foundation
import Logging
import ServiceLifecycle

/// Learns new forecasters for the workloads that are due, one after the other, off the path of decisions.
struct RefitKeeper: Service {
  private static let pause = Duration.seconds(1)
  private static let queue = DispatchQueue(label: "tidegate.refits", qos: .utility)

  let core: ServiceCore

  func run() async throws {
    try await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        for workload in core.registry.all where workload.isRefitDue {
          try Task.checkCancellation()
          await refit(workload)
        }
        try? await Task.sleep(for: Self.pause)
      }
    }
  }

  /// Learns one anew, if it is due.
  func refit(_ workload: Workload) async {
    let start = ContinuousClock.now
    do {
      let checkpoint = try await Background.run(on: Self.queue) { try workload.refit() }
      guard let checkpoint else { return }
      _ = try await core.journal.enqueue([.checkpoint(checkpoint)]).committed()
      core.meter.refitted(.now - start)
      if let time = workload.learnedAt { core.meter.learned(workload.id, at: time) }
      core.log.debug(
        "workload '\(workload.name)' has a new forecaster, learned in \((ContinuousClock.now - start).seconds) s")
    } catch {
      core.meter.refitFailed()
      core.log.error(
        "workload '\(workload.name)' could not be learned anew, and goes on with its old forecaster: \(error)")
    }
  }
}
