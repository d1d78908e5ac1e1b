import Dispatch
import Engine
import Foundation
import Scaling
import Simulation
import Synchronization

/// Replays a workload's own past under other policies, in the reference cluster.
struct WhatIf {
  struct Wish: Decodable {
    var policies: [String]
    var from: Double?
    var to: Double?
  }

  struct Results: Encodable {
    let policies: [ElasticityReport]
  }

  private static let mostPolicies = 12
  /// Replays take seconds of a core, so there is one at a time.
  private static let isBusy = Atomic(false)
  private static let queue = DispatchQueue(label: "tidegate.what-if", qos: .utility)

  let core: ServiceCore

  func answer(_ wish: Wish, for workload: Workload) async throws -> Results {
    let contestants = try Self.contestants(wish.policies)
    guard let capacity = workload.read({ $0.ladder.pipeline.replicaCapacity }) else {
      throw RequestRefusal(
        .conflict,
        "what a replica of '\(workload.name)' serves is not known yet; set replicaCapacity, or wait for CPU metrics")
    }
    let loads = try await core.journal.loads(of: workload.id, from: wish.from, to: wish.to)
    guard let trace = LoadTrace(loads, capacity: capacity, tickSeconds: workload.settings.configuration.tickSeconds)
    else {
      throw RequestRefusal(.conflict, "there are not two ticks of load in that time; give an earlier from")
    }
    guard Self.isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
      throw RequestRefusal.overloaded(.tooManyRequests, "another replay is under way; try again in a second")
    }
    defer { Self.isBusy.store(false, ordering: .releasing) }
    var configuration = workload.settings.configuration
    configuration.replicaCapacity = capacity
    configuration.startupIsEstimated = false
    if let seen = workload.read({ $0.ladder.pipeline.startupSeconds }),
      workload.settings.configuration.startupIsEstimated
    {
      configuration.startupSeconds = seen
    }
    let settled = configuration
    let isCancelled = CancellationFlag()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        Self.queue.async {
          continuation.resume(
            with: Result {
              Results(
                policies: try contestants.map {
                  try $0.replay(trace, settled, from: 0) { isCancelled.value }
                })
            })
        }
      }
    } onCancel: {
      isCancelled.raise()
    }
  }

  private static func contestants(_ names: [String]) throws(RequestRefusal) -> [Contestant] {
    guard (1...mostPolicies).contains(names.count) else {
      throw RequestRefusal(.badRequest, "there are \(names.count) policies, expected 1 to \(mostPolicies)")
    }
    var contestants: [Contestant] = []
    for name in names {
      guard let contestant = Contestant(name) else {
        throw RequestRefusal(.badRequest, "there is no policy '\(name)'; give one or more of \(Contestant.usage)")
      }
      contestants.append(contestant)
    }
    return contestants
  }
}

/// Raised when nobody waits for a result any more.
final class CancellationFlag: Sendable {
  private let flag = Atomic(false)

  var value: Bool { flag.load(ordering: .relaxed) }
  func raise() { flag.store(true, ordering: .relaxed) }
}
