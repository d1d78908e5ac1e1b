import AsyncHTTPClient
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Service
import Testing

@Suite struct BodyTests {
  private static let most = 100_000

  private static var application: some ApplicationProtocol {
    let router = Router(context: TestDoorContext.self)
    router.add(middleware: SecurityHeaders())
    router.add(middleware: SameOrigin())
    router.add(middleware: BodyLimit(bytes: most))
    router.add(middleware: CompressedBody(bytes: most))
    router.post("/") { request, _ in
      do {
        let body = try await request.body.collect(upTo: .max)
        return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: "\(body.readableBytes)")))
      } catch {
        return Response(status: .contentTooLarge, body: ResponseBody(byteBuffer: ByteBuffer(string: "\(error)")))
      }
    }
    router.get("/page") { _, _ in
      Response(status: .ok, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "max-age=60"])
    }
    return Application(router: router)
  }

  private static func send(
    _ client: some TestClientProtocol, _ body: ByteBuffer, _ headers: HTTPFields = [:]
  ) async throws -> TestResponse {
    try await client.executeRequest(uri: "/", method: .post, headers: headers, body: body)
  }

  @Test func `a body of the limit is taken, a longer one gets 413`() async throws {
    try await Self.application.test(.live) { client in
      let longest = try await Self.send(client, ByteBuffer(repeating: 7, count: Self.most))
      #expect(longest.status == .ok && String(buffer: longest.body) == "\(Self.most)")
      let tooLong = try await Self.send(client, ByteBuffer(repeating: 7, count: Self.most + 1))
      #expect(tooLong.status == .contentTooLarge)
      #expect(String(buffer: tooLong.body) == #"{"error":"the body is longer than 100000 bytes; send it in parts"}"#)
    }
  }

  @Test func `a body in chunks is cut off at the limit`() async throws {
    try await Self.application.test(.live) { client in
      guard let port = client.port else { throw ServiceError.resource("no port") }
      for (count, status) in [(5, 200), (11, 413)] {
        var request = HTTPClientRequest(url: "http://localhost:\(port)/")
        request.method = .POST
        let chunks = AsyncStream<ByteBuffer> { continuation in
          for _ in 0..<count { continuation.yield(ByteBuffer(repeating: 7, count: 10_000)) }
          continuation.finish()
        }
        request.body = .stream(chunks, length: .unknown)
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        #expect(response.status.code == status)
      }
    }
  }

  @Test func `gzip is inflated, several members too, and its field is gone`() async throws {
    let text = String(repeating: "tidegate ", count: 5_000)
    let member = Gzip.compress(Data(text.utf8))
    try await Self.application.test(.router) { client in
      let one = try await Self.send(client, ByteBuffer(bytes: member), [.contentEncoding: "gzip"])
      #expect(String(buffer: one.body) == "\(text.utf8.count)")
      let two = try await Self.send(client, ByteBuffer(bytes: member + member), [.contentEncoding: "GZIP"])
      #expect(String(buffer: two.body) == "\(2 * text.utf8.count)")
    }
  }

  @Test func `a gzip bomb gets 413, damaged data 400 and another coding 415`() async throws {
    let bomb = Gzip.compress(Data(count: 50_000_000))
    #expect(bomb.count < Self.most)
    let good = Gzip.compress(Data(count: 1_000))
    var damaged = good
    damaged[damaged.count - 6] ^= 1
    let cases: [(Data, String, Int)] = [
      (bomb, "gzip", 413), (damaged, "gzip", 400), (good.dropLast(3), "gzip", 400), (Data("no gzip".utf8), "gzip", 400),
      (Data(), "gzip", 400), (good, "br", 415), (good, "gzip, gzip", 415), (good, "identity", 200),
    ]
    try await Self.application.test(.router) { client in
      for (body, coding, status) in cases {
        let response = try await Self.send(client, ByteBuffer(bytes: body), [.contentEncoding: coding])
        #expect(response.status.code == status, "\(coding) of \(body.count) bytes")
      }
    }
  }

  @Test func `answers tell browsers to keep to themselves what they are`() async throws {
    try await Self.application.test(.router) { client in
      let data = try await Self.send(client, ByteBuffer())
      #expect(data.headers[.cacheControl] == "no-store")
      #expect(data.headers[.xContentTypeOptions] == "nosniff")
      #expect(data.headers[.contentSecurityPolicy] == "default-src 'none'; frame-ancestors 'none'")
      let page = try await client.executeRequest(uri: "/page", method: .get, headers: [:], body: nil)
      #expect(page.headers[.cacheControl] == "max-age=60")
      #expect(page.headers[.contentSecurityPolicy]?.contains("script-src 'self'") == true)
      #expect(page.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
    }
  }

  @Test func `another site's page cannot make a browser post`() async throws {
    let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
    try await Self.application.test(.live) { client in
      for (headers, status) in [
        ([site: "cross-site"], 403), ([site: "same-site"], 403), ([site: "same-origin"], 200), ([site: "none"], 200),
        ([.origin: "https://evil.example"], 403), ([.origin: "null"], 403), ([.origin: "http://localhost"], 200),
        ([:], 200),
      ] as [(HTTPFields, Int)] {
        let response = try await Self.send(client, ByteBuffer(), headers)
        #expect(response.status.code == status, "\(headers)")
      }
    }
  }
}
