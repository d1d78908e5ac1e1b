import Foundation
import HummingbirdTesting
import Service
import Testing

struct InferenceDoorTests {
  @Test func `forecast and detect look at a workload without changing it`() async throws {
    let world = try ServiceWorld()
    let twin = try ServiceWorld()
    let (service, other) = (try world.start(), try twin.start())
    try await service.inference.test(.router) { client in
      try await other.inference.test(.router) { twinClient in
        let past = try ServiceWorld.body((0..<120).map { ServiceWorld.observation($0) })
        _ = try await client.execute(uri: "/v1/decide", method: .post, body: past)
        _ = try await twinClient.execute(uri: "/v1/decide", method: .post, body: past)
        var strange = ServiceWorld.observation(120)
        strange["requestsPerSecond"] = 1e6
        let found = try await client.execute(uri: "/v1/detect", method: .post, body: ServiceWorld.body(strange)).object
        #expect(found["threshold"] as? Double == 1 && found["score"] is Double && found["findings"] is [Any])
        let forecast = try await client.execute(uri: "/v1/forecast", method: .post, body: ServiceWorld.body([strange]))
        #expect(try forecast.array[0]["degraded"] as? String == "warming up")
        let next = try ServiceWorld.body(ServiceWorld.observation(120))
        var answers: [[String: Any]] = []
        for client in [client, twinClient] {
          var answer = try await client.execute(uri: "/v1/decide", method: .post, body: next).object
          answer["latencyMicroseconds"] = nil
          answers.append(answer)
        }
        #expect(NSDictionary(dictionary: answers[0]) == NSDictionary(dictionary: answers[1]))
      }
    }
  }

  @Test func `an unknown workload is not made by looking at it`() async throws {
    let world = try ServiceWorld()
    try await world.start().inference.test(.router) { client in
      for route in ["forecast", "detect"] {
        let answer = try await client.execute(
          uri: "/v1/\(route)", method: .post, body: ServiceWorld.body(["timestamp": 1, "workload": "ghost"]))
        try answer.isRefusal(.notFound, "ghost")
      }
    }
  }
}
