import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Service
import Testing

@Suite struct AuthorizationTests {
  private static let tokens = [
    AccessToken(name: "reader", role: .read, secret: Secret("aaaa")),
    AccessToken(name: "sender", role: .ingest, secret: Secret("bbbb")),
    AccessToken(name: "boss", role: .operate, secret: Secret("cccc")),
  ]

  private static func application(_ tokens: [AccessToken]) -> some ApplicationProtocol {
    let router = Router(context: TestDoorContext.self)
    router.add(middleware: CallerMiddleware(TokenBook(tokens)))
    for (path, role) in [("read", AccessToken.Role.read), ("ingest", .ingest), ("operate", .operate)] {
      router.group().add(middleware: AuthorizationMiddleware(requires: role)).get(RouterPath(path)) { _, _ in "ok" }
    }
    return Application(router: router)
  }

  @Test(arguments: [
    ("Bearer aaaa", [200, 403, 403]), ("Bearer bbbb", [403, 200, 403]), ("Bearer cccc", [200, 200, 200]),
    ("bearer  cccc", [200, 200, 200]), ("Bearer aaa", [401, 401, 401]), ("Bearer aaaaa", [401, 401, 401]),
    ("Bearer", [401, 401, 401]), ("Basic aaaa", [401, 401, 401]), ("aaaa", [401, 401, 401]), (nil, [401, 401, 401]),
  ])
  func `each role may do what is its own, and operate everything`(authorization: String?, statuses: [Int]) async throws
  {
    try await Self.application(Self.tokens).test(.router) { client in
      var headers = HTTPFields()
      headers[.authorization] = authorization
      for (path, status) in zip(["read", "ingest", "operate"], statuses) {
        try await client.execute(uri: "/\(path)", method: .get, headers: headers) { response in
          #expect(response.status.code == status)
          guard status != 200 else { return }
          #expect(response.headers[.wwwAuthenticate]?.hasPrefix("Bearer realm=\"tidegate\"") == true)
          let body = try JSONDecoder().decode([String: String].self, from: Data(response.body.readableBytesView))
          #expect(body.keys.sorted() == ["error"])
          #expect(body["error"]?.contains("; ") == true)
        }
      }
    }
  }

  @Test func `without tokens everything is open, whatever is sent`() async throws {
    try await Self.application([]).test(.router) { client in
      try await client.execute(uri: "/operate", method: .get) { #expect($0.status == .ok) }
      try await client.execute(uri: "/operate", method: .get, headers: [.authorization: "Bearer x"]) {
        #expect($0.status == .ok)
      }
    }
  }

  @Test func `a token book finds each of many tokens, and no other`() {
    let book = TokenBook((0..<300).map { AccessToken(name: "\($0)", role: .read, secret: Secret("secret-\($0)")) })
    for index in 0..<300 {
      #expect(book.caller("Bearer secret-\(index)") == .token(name: "\(index)", role: .read))
    }
    #expect(book.caller("Bearer secret-300") == .unknown)
    #expect(book.caller(nil) == .anonymous)
  }
}
