import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import Service
import Testing

/// Broken, oversized and slow requests over sockets.
@Suite(.timeLimit(.minutes(2))) struct ConnectionTests {
  private static var limits: ServiceLimits {
    var limits = ServiceLimits()
    limits.headerBytes = 4_096
    limits.requestSeconds = 3
    limits.idleSeconds = 20
    limits.stallSeconds = 0.5
    return limits
  }

  private static func router() -> Router<TestDoorContext> {
    let router = Router(context: TestDoorContext.self)
    router.get("/") { _, _ in "ok" }
    router.post("/body") { request, _ in "\(try await request.body.collect(upTo: .max).readableBytes)" }
    return router
  }

  private static func exchange(
    _ pieces: [String], pause: Duration = .zero, _ limits: ServiceLimits = Self.limits
  ) async throws -> String {
    let application = Application(router: router(), server: try .guarded(limits, identity: nil))
    return try await application.test(.live) { client in
      try await RawClient(port: try #require(client.port)).exchange(pieces, pause: pause)
    }
  }

  private static func error(_ answer: String) throws -> String? {
    let body = answer.split(separator: "\r\n\r\n", maxSplits: 1).last ?? ""
    return try JSONDecoder().decode([String: String].self, from: Data(body.utf8))["error"]
  }

  @Test func `a head that is dribbled is ended with 408`() async throws {
    let answer = try await Self.exchange(["GET / HT", "TP/1.1\r\nhost: x\r\n"], pause: .milliseconds(100))
    #expect(answer.hasPrefix("HTTP/1.1 408 "))
    #expect(try Self.error(answer) == "the request did not come whole within 3.0 s; send it faster")
  }

  @Test func `a body that is dribbled is ended with 408`() async throws {
    let head = "POST /body HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n"
    let answer = try await Self.exchange([head] + Array(repeating: "x", count: 99), pause: .milliseconds(50))
    #expect(answer.hasPrefix("HTTP/1.1 408 "))
  }

  @Test func `a client that says nothing, or nothing more, is closed without an answer`() async throws {
    var limits = Self.limits
    limits.idleSeconds = 1
    #expect(try await Self.exchange([], limits) == "")
    let answer = try await Self.exchange(["GET / HTTP/1.1\r\nhost: x\r\n\r\n"], limits)
    #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.hasSuffix("ok"))
  }

  @Test(arguments: [
    ["GET /\(String(repeating: "a", count: 5_000)) HTTP/1.1\r\nhost: x\r\n\r\n"],
    ["GET / HTTP/1.1\r\nhost: x\r\nlong: \(String(repeating: "a", count: 5_000))\r\n\r\n"],
    [
      "GET / HTTP/1.1\r\nhost: x\r\nlong: \(String(repeating: "a", count: 3_000))",
      String(repeating: "a", count: 3_000),
    ],
    ["GET / HTTP/1.1\r\nhost: x\r\n\(String(repeating: "a: b\r\n", count: 200))\r\n"],
    ["GET / HTTP/1.1\r\nhost: x\r\n\(String(repeating: "some-name: some value\r\n", count: 5_000))"],
  ])
  func `an oversized head gets 431, also before it is whole`(pieces: [String]) async throws {
    let answer = try await Self.exchange(pieces)
    #expect(answer.hasPrefix("HTTP/1.1 431 "), "found \(answer.prefix(100))")
    #expect(
      try Self.error(answer)?.hasPrefix("the request's line and header fields are longer than 4096 bytes") == true)
  }

  @Test(arguments: [
    "nonsense\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
    "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}",
    "POST /body HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
    "POST /body HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /body HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
  ])
  func `what is no HTTP gets 400 with a sentence`(text: String) async throws {
    let answer = try await Self.exchange([text])
    #expect(answer.hasPrefix("HTTP/1.1 400 "), "found \(answer.prefix(100))")
    #expect(try Self.error(answer)?.hasPrefix("this is no HTTP/1.1 request") == true)
  }

  @Test func `a broken request behind a good one does not take the good one's answer`() async throws {
    let answer = try await Self.exchange(["GET / HTTP/1.1\r\nhost: x\r\n\r\nnonsense\r\n\r\n"])
    #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.hasSuffix("ok"), "found \(answer.prefix(100))")
  }

  @Test func `requests one behind the other are each answered`() async throws {
    let one = "GET / HTTP/1.1\r\nhost: x\r\n\r\n"
    let answer = try await Self.exchange([one + one + one])
    #expect(answer.components(separatedBy: "HTTP/1.1 200 ").count == 4)
  }

  @Test func `the arrival counts from the first byte, and a client cannot choose it`() async throws {
    let (stamps, stamp) = AsyncStream.makeStream(of: ContinuousClock.Instant?.self)
    let field = try #require(HTTPField.Name("x-tidegate-arrival"))
    let router = Self.router()
    router.get("/arrival") { request, _ in
      stamp.yield(ArrivalStamp.instant(of: request.head))
      return "\(request.headers[values: field].count) stamp"
    }
    // On one thread the first piece has been read when another connection's request has been answered.
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let application = Application(
      router: router, server: try .guarded(ServiceLimits(), identity: nil), eventLoopGroupProvider: .shared(group))
    try await application.test(.live) { client in
      let (marks, mark) = AsyncStream.makeStream(of: ContinuousClock.Instant.self)
      let start = ContinuousClock.now
      let answer = try await RawClient(port: try #require(client.port)).exchange(
        [
          "GET /arrival HTTP/1.1\r\n",
          "host: x\r\nconnection: close\r\nX-Tidegate-Arrival: 1\r\nx-tidegate-arrival: 2\r\n\r\n",
        ]
      ) {
        for _ in 0..<3 { try await client.execute(uri: "/", method: .get) { #expect($0.status == .ok) } }
        mark.yield(.now)
      }
      #expect(answer.hasSuffix("1 stamp"), "found \(answer)")
      var (stampIterator, markIterator) = (stamps.makeAsyncIterator(), marks.makeAsyncIterator())
      let arrival = try #require(await stampIterator.next() ?? nil)
      let firstPieceRead = try #require(await markIterator.next())
      #expect(arrival >= start && arrival <= firstPieceRead)
    }
    try await group.shutdownGracefully()
  }

  @Test func `a client that takes nothing of its answer is closed`() async throws {
    let (ends, end) = AsyncStream.makeStream(of: String.self)
    let router = Self.router()
    router.get("/endless") { _, _ in
      Response(
        status: .ok,
        body: ResponseBody { writer in
          do {
            while true { try await writer.write(ByteBuffer(repeating: 0, count: 1 << 16)) }
          } catch {
            end.yield("closed")
            throw error
          }
        })
    }
    let application = Application(router: router, server: try .guarded(Self.limits, identity: nil))
    try await application.test(.live) { client in
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .channelOption(.autoRead, value: false)
        .connect(host: "127.0.0.1", port: try #require(client.port)).get()
      try await channel.writeAndFlush(ByteBuffer(string: "GET /endless HTTP/1.1\r\nhost: x\r\n\r\n"))
      var iterator = ends.makeAsyncIterator()
      #expect(await iterator.next() == "closed")
      try? await channel.close()
    }
  }
}
