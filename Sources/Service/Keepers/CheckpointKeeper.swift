import Dispatch
import Foundation
import ServiceLifecycle

/// Keeps each workload's whole state now and then and at the end, so that a restart has little to repeat, and compacts the journal.
struct CheckpointKeeper: Service {
  private static let pause = Duration.seconds(2)
  private static let compaction = Duration.seconds(300)
  /// With thousands of workloads, so many states at once at most.
  private static let batch = 16
  private static let queue = DispatchQueue(label: "tidegate.checkpoints", qos: .utility)

  let core: ServiceCore

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var nextCompaction = ContinuousClock.now
      while !Task.isCancelled {
        try? await Task.sleep(for: Self.pause)
        guard !Task.isCancelled else { break }
        await keep(inAnyCase: false)
        guard ContinuousClock.now >= nextCompaction else { continue }
        do {
          try await core.journal.compact(now: Date().timeIntervalSince1970)
        } catch {
          core.log.error("the journal could not be compacted: \(error)")
        }
        nextCompaction = .now.advanced(by: Self.compaction)
      }
    }
    await keep(inAnyCase: true)
    core.journal.close()
  }

  private func keep(inAnyCase: Bool) async {
    let workloads = core.registry.all
    for first in stride(from: 0, to: workloads.count, by: Self.batch) {
      let some = workloads[first..<min(first + Self.batch, workloads.count)]
      do {
        let checkpoints = try await Background.run(on: Self.queue) {
          try some.compactMap {
            try $0.checkpoint(every: core.configuration.storage.checkpointTicks, inAnyCase: inAnyCase)
          }
        }
        guard !checkpoints.isEmpty else { continue }
        _ = try await core.journal.enqueue(checkpoints.map(JournalEntry.checkpoint)).committed()
      } catch {
        core.log.error("states could not be kept; a restart will repeat more ticks: \(error)")
      }
    }
  }
}
