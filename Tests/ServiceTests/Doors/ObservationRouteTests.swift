import Engine
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Service
import Telemetry
import Testing

struct ObservationRouteTests {
  private static let path = "/api/v1/workloads/web/observations"

  @Test func `a decision is the pipeline's own, with its number and rung`() async throws {
    let world = try ServiceWorld()
    var pipeline = try DecisionPipeline(world.configuration.defaults, models: .shipped)
    var expectations: [ScalingDecision] = []
    for tick in 0..<20 {
      let data = try JSONSerialization.data(withJSONObject: ServiceWorld.observation(tick))
      expectations.append(pipeline.decide(try JSONDecoder().decode(Observation.self, from: data)))
    }
    let expected = expectations
    try await world.start().main.test(.router) { client in
      for tick in 0..<20 {
        let answer = try await client.execute(
          uri: Self.path, method: .post, body: ServiceWorld.body(ServiceWorld.observation(tick)))
        let object = try answer.object
        #expect(object["replicas"] as? Int == expected[tick].replicas)
        #expect(object["reason"] as? String == expected[tick].explanation)
        #expect(object["rung"] as? String == "full" && object["id"] as? Int == tick + 1)
      }
    }
  }

  @Test func `many observations get as many answers, and a broken one spoils no other`() async throws {
    let world = try ServiceWorld()
    try await world.start().main.test(.router) { client in
      let observations: [Any] = [
        ServiceWorld.observation(0), ["requestsPerSecond": 3], ServiceWorld.observation(1),
        ["timestamp": 5, "requestsPerSecond": 1], ["timestamp": 2_000_000, "requestsPerSecond": -4],
      ]
      let answers = try await client.execute(
        uri: Self.path, method: .post, body: ServiceWorld.body(observations)
      ).array
      #expect(answers.map { $0["replicas"] is Int } == [true, false, true, false, false])
      #expect(answers[1]["index"] as? Int == 1)
      #expect((answers[1]["error"] as? String)?.contains("timestamp") == true)
      #expect((answers[3]["error"] as? String)?.contains("before") == true)
      #expect((answers[4]["error"] as? String)?.contains("requestsPerSecond is -4") == true)
    }
  }

  @Test func `what cannot be used is refused with one sentence`() async throws {
    let world = try ServiceWorld { $0.limits.requestBytes = 2_000 }
    try await world.start().main.test(.router) { client in
      func post(_ text: String, _ path: String = Self.path) async throws -> TestResponse {
        try await client.execute(uri: path, method: .post, body: ByteBuffer(string: text))
      }
      try await post("").isRefusal(.badRequest, "JSON")
      try await post("{").isRefusal(.badRequest, "JSON")
      try await post("7").isRefusal(.badRequest, "observation")
      try await post("{\"requestsPerSecond\": 3}").isRefusal(.badRequest, "timestamp")
      try await post("{\"timestamp\": \"soon\"}").isRefusal(.badRequest, "timestamp")
      try await post("{\"timestamp\": 1, \"readyReplicas\": 1.5}").isRefusal(.badRequest, "whole replicas")
      try await post("{\"timestamp\": 1e300}").isRefusal(.badRequest, "timestamp")
      try await post("{\"timestamp\": 1, \"cpuPercent\": -1}").isRefusal(.badRequest, "cpuPercent")
      try await post("[" + String(repeating: "1,", count: 1_000) + "1]").isRefusal(.contentTooLarge, "2000")
      try await post("{\"timestamp\": 1}", "/api/v1/workloads/a%20b/observations").isRefusal(.badRequest, "name")
      try await post("{\"timestamp\": 9}").isDecision()
      try await post("{\"timestamp\": 8}").isRefusal(.conflict, "before")
      try await client.execute(uri: "/nowhere", method: .get).isRefusal(.notFound, "/nowhere")
    }
  }

  @Test func `when the queue is full a request is refused at once, and told when to come again`() async throws {
    let world = try ServiceWorld { $0.limits.queueDepth = 0 }
    try await world.start().inference.test(.router) { client in
      let answer = try await client.execute(
        uri: "/v1/decide", method: .post, body: ServiceWorld.body(ServiceWorld.observation(0)))
      try answer.isRefusal(.tooManyRequests, "again")
      #expect(answer.headers[.retryAfter] == "1")
    }
  }

  @Test func `past the deadline nothing is answered but a refusal`() async throws {
    let world = try ServiceWorld { $0.limits.deadlineMilliseconds = 1e-6 }
    try await world.start().inference.test(.router) { client in
      let answer = try await client.execute(
        uri: "/v1/decide", method: .post, body: ServiceWorld.body(ServiceWorld.observation(0)))
      try answer.isRefusal(.serviceUnavailable, "deadline")
      #expect(answer.headers[.retryAfter] == "1")
    }
  }

  @Test func `workloads come into being with their first observation, up to the limit`() async throws {
    let world = try ServiceWorld { $0.limits.workloads = 2 }
    try await world.start().inference.test(.router) { client in
      func post(_ workload: String) async throws -> TestResponse {
        var observation = ServiceWorld.observation(0)
        observation["workload"] = workload
        return try await client.execute(uri: "/v1/decide", method: .post, body: ServiceWorld.body(observation))
      }
      try await post("a").isDecision()
      try await post("b").isDecision()
      try await post("c").isRefusal(HTTPResponse.Status(code: 507), "2")
      #expect(try await post("b").object["workload"] as? String == "b")
    }
  }
}

extension TestResponse {
  func isDecision(location: SourceLocation = #_sourceLocation) throws {
    #expect(status == .ok, "\(String(buffer: body))", sourceLocation: location)
    #expect(try object["replicas"] is Int, sourceLocation: location)
  }
}
