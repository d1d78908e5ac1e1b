import Foundation
import HummingbirdTesting
import Service
import Testing

struct RestartTests {
  @Test func `a service that starts again goes on with the same decisions, with and without checkpoints`() async throws
  {
    for ticks in [1, 50, 100_000] {
      let whole = try ServiceWorld()
      let broken = try ServiceWorld { $0.storage.checkpointTicks = ticks }
      let expected = try await Self.decide(whole, 0..<260)
      // No orderly end: what was not kept is lost, as with kill -9.
      let first = try await Self.decide(broken, 0..<131)
      let second = try await Self.decide(broken, 131..<260)
      for (tick, (decision, wanted)) in zip(first + second, expected).enumerated() where decision != wanted {
        Issue.record("with checkpoints every \(ticks) ticks, tick \(tick): \(decision) instead of \(wanted)")
        break
      }
    }
  }

  @Test func `every decision that is kept is made again, to the bit`() async throws {
    let world = try ServiceWorld()
    _ = try await Self.decide(world, 0..<100)
    try await world.start().main.test(.router) { client in
      for id in [1, 2, 57, 100] {
        let answer = try await client.execute(uri: "/api/v1/workloads/web/decisions/\(id)/replay", method: .get).object
        #expect(answer["identical"] as? Bool == true, "\(answer)")
      }
      try await client.execute(uri: "/api/v1/workloads/web/decisions/101", method: .get)
        .isRefusal(.notFound, "101")
      try await client.execute(uri: "/api/v1/workloads/web/decisions/one", method: .get)
        .isRefusal(.badRequest, "one")
    }
  }

  /// The decisions of some ticks by a service that is started for them, without what differs from run to run.
  private static func decide(_ world: ServiceWorld, _ ticks: Range<Int>) async throws -> [String] {
    try await world.start().main.test(.router) { client in
      var decisions: [String] = []
      for tick in ticks {
        var object = try await client.execute(
          uri: "/api/v1/workloads/web/observations", method: .post,
          body: ServiceWorld.body(ServiceWorld.observation(tick))
        ).object
        object["latencyMicroseconds"] = nil
        object["id"] = nil
        let data = try JSONSerialization.data(withJSONObject: object, options: .sortedKeys)
        decisions.append(String(decoding: data, as: UTF8.self))
      }
      return decisions
    }
  }
}
