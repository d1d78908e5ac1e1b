import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Service
import Testing

@Suite struct RateLimitTests {
  private let start = ContinuousClock.now

  @Test func `a second's requests may come at once, and then as many as are made up for`() {
    let limit = RateLimit(requestsPerSecond: 10)
    for _ in 0..<10 { #expect(limit.take(.address(1), at: start) == nil) }
    let wait = limit.take(.address(1), at: start)
    #expect(wait.map { abs($0 - 0.1) < 1e-9 } == true)
    #expect(limit.take(.address(2), at: start) == nil)
    #expect(limit.take(.address(1), at: start + .milliseconds(150)) == nil)
    #expect(limit.take(.address(1), at: start + .milliseconds(150)) != nil)
    #expect(limit.take(.address(1), at: start + .seconds(60)) == nil)
  }

  @Test func `less than one request a second is let in one by one`() {
    let limit = RateLimit(requestsPerSecond: 0.5)
    #expect(limit.take(.address(1), at: start) == nil)
    #expect(limit.take(.address(1), at: start + .seconds(1)) == 0.5 / 0.5)
    #expect(limit.take(.address(1), at: start + .seconds(2)) == nil)
  }

  @Test func `a clock that goes back gives nothing`() {
    let limit = RateLimit(requestsPerSecond: 1)
    #expect(limit.take(.address(1), at: start) == nil)
    #expect(limit.take(.address(1), at: start - .seconds(100)) != nil)
  }

  @Test func `buckets are bounded, full ones are forgotten, and newcomers share one while there are too many`() {
    let limit = RateLimit(requestsPerSecond: 2, mostBuckets: 100)
    for address in 0..<1_000 { _ = limit.take(.address(UInt64(address)), at: start) }
    #expect(limit.count <= 101)
    #expect(limit.take(.address(5_000), at: start) != nil)
    #expect(limit.take(.address(5_000), at: start + .seconds(10)) == nil)
    #expect(limit.count <= 2)
  }

  @Test func `requests beyond the rate get 429 with Retry-After, and tokens have buckets of their own`() async throws {
    let tokens = ["aaaa", "bbbb"].map { AccessToken(name: $0, role: .read, secret: Secret($0)) }
    let router = Router(context: TestDoorContext.self)
    router.add(middleware: CallerMiddleware(TokenBook(tokens)))
    router.add(middleware: RateLimitMiddleware(RateLimit(requestsPerSecond: 0.001)))
    router.get("/") { _, _ in "ok" }
    try await Application(router: router).test(.router) { client in
      for (token, status) in [("aaaa", 200), ("bbbb", 200), ("aaaa", 429), ("x", 200), ("y", 429)] {
        try await client.execute(uri: "/", method: .get, headers: [.authorization: "Bearer \(token)"]) { response in
          #expect(response.status.code == status)
          if status == 429 { #expect(response.headers[.retryAfter].flatMap { Int($0) }.map { $0 >= 1 } == true) }
        }
      }
    }
  }
}
