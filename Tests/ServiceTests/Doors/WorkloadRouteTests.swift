import Foundation
import HummingbirdTesting
import Service
import Testing

struct WorkloadRouteTests {
  @Test func `a workload is made, shown, changed and removed`() async throws {
    let world = try ServiceWorld()
    try await world.start().main.test(.router) { client in
      let path = "/api/v1/workloads/shop"
      try await client.execute(uri: path, method: .get).isRefusal(.notFound, "shop")
      let made = try await client.execute(
        uri: path, method: .put, body: ServiceWorld.body(["replicaCapacity": 80, "mode": "protect", "maxReplicas": 9])
      ).object
      let settings = try #require(made["configuration"] as? [String: Any])
      #expect(settings["mode"] as? String == "protect" && settings["maxReplicas"] as? Int == 9)
      #expect(made["state"] as? String == "warming up" && made["source"] as? String == "api")
      try await client.execute(uri: path, method: .put, body: ServiceWorld.body(["mode": "bold"]))
        .isRefusal(.badRequest, "bold", "balanced")
      try await client.execute(uri: path, method: .put, body: ServiceWorld.body(["minReplicas": 5, "maxReplicas": 2]))
        .isRefusal(.badRequest, "maxReplicas")
      let listed =
        try await client.execute(uri: "/api/v1/workloads", method: .get).object["workloads"] as? [[String: Any]]
      #expect(listed?.map { $0["name"] as? String } == ["shop"])
      #expect(try await client.execute(uri: path, method: .delete).status == .noContent)
      try await client.execute(uri: path, method: .delete).isRefusal(.notFound, "shop")
    }
  }

  @Test func `what the API made is there again after a restart`() async throws {
    let world = try ServiceWorld()
    try await world.start().main.test(.router) { client in
      _ = try await client.execute(
        uri: "/api/v1/workloads/shop", method: .put, body: ServiceWorld.body(["replicaCapacity": 80, "maxReplicas": 9]))
    }
    try await world.start().main.test(.router) { client in
      let shown = try await client.execute(uri: "/api/v1/workloads/shop", method: .get).object
      #expect((shown["configuration"] as? [String: Any])?["maxReplicas"] as? Int == 9)
    }
  }

  @Test func `decisions and history come back as they were, newest first and thinned`() async throws {
    let world = try ServiceWorld()
    try await world.start().main.test(.router) { client in
      _ = try await client.execute(
        uri: "/api/v1/workloads/web/observations", method: .post,
        body: ServiceWorld.body((0..<400).map { ServiceWorld.observation($0) }))
      let listed = try await client.execute(uri: "/api/v1/workloads/web/decisions?limit=7", method: .get).object
      let decisions = try #require(listed["decisions"] as? [[String: Any]])
      #expect(decisions.compactMap { $0["id"] as? Int } == Array((394...400).reversed()))
      let first = try #require(decisions.first?["observation"] as? [String: Any])
      #expect(first["requestsPerSecond"] as? Double == ServiceWorld.observation(399)["requestsPerSecond"] as? Double)
      let history = try await client.execute(uri: "/api/v1/workloads/web/history?points=100", method: .get).object
      let times = try #require(history["timestamps"] as? [Double])
      #expect((50...100).contains(times.count) && times == times.sorted())
      for (key, column) in history { #expect((column as? [Any])?.count == times.count, "\(key)") }
      let part =
        try await client.execute(
          uri: "/api/v1/workloads/web/decisions?from=1001500&to=1001530", method: .get
        ).object["decisions"] as? [[String: Any]]
      #expect(part?.compactMap { $0["timestamp"] as? Double } == [1_001_530, 1_001_515, 1_001_500])
      for (query, word) in [
        ("decisions?limit=0", "limit"), ("decisions?from=x", "from"), ("history?points=9999", "points"),
        ("anomalies?from=9&to=3", "from"),
      ] {
        try await client.execute(uri: "/api/v1/workloads/web/\(query)", method: .get).isRefusal(.badRequest, word)
      }
    }
  }

  @Test func `what-if replays the past under other policies`() async throws {
    let world = try ServiceWorld()
    try await world.start().main.test(.router) { client in
      _ = try await client.execute(
        uri: "/api/v1/workloads/web/observations", method: .post,
        body: ServiceWorld.body((0..<2_000).map { ServiceWorld.observation($0) }))
      let answer = try await client.execute(
        uri: "/api/v1/workloads/web/what-if", method: .post,
        body: ServiceWorld.body(["policies": ["hpa", "static:3", "oracle"]])
      ).object
      let reports = try #require(answer["policies"] as? [[String: Any]])
      #expect(reports.map { $0["policy"] as? String } == ["hpa", "static:3", "oracle"])
      let unserved = reports.compactMap { $0["unservedPercent"] as? Double }
      #expect(unserved.count == 3 && unserved[1] > unserved[0] && unserved[0] >= unserved[2])
      let path = "/api/v1/workloads/web/what-if"
      try await client.execute(uri: path, method: .post, body: ServiceWorld.body(["policies": ["best"]]))
        .isRefusal(.badRequest, "best")
      try await client.execute(uri: path, method: .post, body: ServiceWorld.body(["policies": [String]()]))
        .isRefusal(.badRequest, "0 policies")
    }
  }
}
