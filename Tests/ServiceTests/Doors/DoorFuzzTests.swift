import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Service
import Testing

/// Ten thousand random and a thousand nearly right requests at each door: none may crash it, or be answered with 500.
struct DoorFuzzTests {
  private static let randomRequests = 10_000
  private static let mutatedRequests = 1_000

  private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }

    mutating func bytes(upTo count: Int) -> [UInt8] {
      (0..<Int.random(in: 0...count, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &self)] }
  }

  private static let paths = [
    "/", "/metrics", "/health/live", "/health/ready", "/openapi.json", "/api/v1/status", "/api/v1/workloads",
    "/api/v1/workloads/web", "/api/v1/workloads/web/observations", "/api/v1/workloads/web/decisions",
    "/api/v1/workloads/web/decisions/1", "/api/v1/workloads/web/decisions/1/replay", "/api/v1/workloads/web/anomalies",
    "/api/v1/workloads/web/forecast", "/api/v1/workloads/web/history", "/api/v1/workloads/web/what-if", "/api/v1/write",
    "/v1/decide", "/v1/forecast", "/v1/detect",
  ]
  private static let methods: [HTTPRequest.Method] = [.get, .post, .put, .delete, .head, .patch, .options]

  private static func random(_ dice: inout Dice) -> (HTTPRequest.Method, String, ByteBuffer) {
    var path = dice.pick(paths)
    if Bool.random(using: &dice) {
      let letters = Array("abz/%?&=.-_~019 ")
      path += String((0..<Int.random(in: 0...20, using: &dice)).map { _ in dice.pick(letters) }.filter { $0 != " " })
    }
    return (dice.pick(methods), path, ByteBuffer(bytes: dice.bytes(upTo: 200)))
  }

  private static func mutated(_ dice: inout Dice) throws -> (HTTPRequest.Method, String, ByteBuffer) {
    let values: [Any] = [
      NSNull(), -1, 0, 1e308, "x", [1, 2], ["a": 1], true, 1.5, "1200", 9_007_199_254_740_993 as Int64,
    ]
    var observation = ServiceWorld.observation(Int.random(in: 0...50, using: &dice))
    for key in observation.keys where Int.random(in: 0..<4, using: &dice) == 0 { observation[key] = dice.pick(values) }
    var wish: [String: Any] = [
      "policies": ["hpa", "static:2"], "mode": "save", "replicaCapacity": 40, "maxReplicas": 9,
    ]
    for key in wish.keys where Int.random(in: 0..<3, using: &dice) == 0 { wish[key] = dice.pick(values) }
    let body: Any = Bool.random(using: &dice) ? (Bool.random(using: &dice) ? observation : [observation, wish]) : wish
    let queries = ["", "?limit=3", "?from=1&to=0", "?limit=-1", "?points=1e9", "?from=nan", "?to=&limit="]
    var data = try JSONSerialization.data(withJSONObject: body)
    if Bool.random(using: &dice), !data.isEmpty {
      data[Int.random(in: 0..<data.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
    }
    // A replay takes long and is not what is looked for here.
    let path = dice.pick(paths.filter { !$0.hasSuffix("what-if") })
    return (dice.pick([.get, .post, .put]), path + dice.pick(queries), ByteBuffer(bytes: data))
  }

  @Test(arguments: 0..<3)
  func `no request brings a door down or finds a bug of ours`(door: Int) async throws {
    let world = try ServiceWorld { $0.limits.workloads = 50 }
    let service = try world.start()
    let application = try [service.main, service.metrics, service.inference][door]
    try await application.test(.router) { client in
      var dice = Dice(state: UInt64(door + 1))
      for number in 0..<(Self.randomRequests + Self.mutatedRequests) {
        let isRandom = number < Self.randomRequests
        let (method, path, body) = isRandom ? Self.random(&dice) : try Self.mutated(&dice)
        // The events never end.
        guard !path.hasPrefix("/api/v1/events"), URL(string: path) != nil else { continue }
        let answer = try await client.execute(uri: path, method: method, body: body)
        let text = String(buffer: answer.body)
        #expect(answer.status.code != 500, "\(method) \(path): \(text)")
        if answer.status.code >= 400, method != .head {
          #expect(text.contains("\"error\"") || path.hasPrefix("/health"), "\(method) \(path): \(text)")
        }
      }
    }
  }
}
