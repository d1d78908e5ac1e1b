import Foundation
import HummingbirdTesting
import Service
import Testing

struct MetricsDoorTests {
  @Test func `the service lives from the first moment, and is ready only when it says so`() async throws {
    let world = try ServiceWorld()
    let service = try world.start()
    try await service.metrics.test(.router) { client in
      let live = try await client.execute(uri: "/health/live", method: .get)
      #expect(live.status == .ok)
      let ready = try await client.execute(uri: "/health/ready", method: .get)
      #expect(ready.status == .serviceUnavailable)
    }
  }
}
