import AsyncHTTPClient
import Foundation
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOSSL
import Service
import Testing

@Suite(.enabled(if: Certificates.areAvailable, "skipped: openssl is not installed"), .timeLimit(.minutes(2)))
struct TLSTests {
  private let folder: ConfigurationFolder
  private var files: TLSFiles { TLSFiles(certificate: "\(folder.path)/chain.pem", key: "\(folder.path)/key.pem") }

  init() throws {
    folder = try ConfigurationFolder()
    try Certificates.write(into: folder.path)
  }

  /// Asks for `/` and trusts the certificate that is in the folder now, and no other.
  private func ask(_ port: Int, _ change: (inout TLSConfiguration) -> Void = { _ in }) async throws -> String {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.trustRoots = .file(files.certificate)
    change(&tls)
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, timeout: .init(connect: .seconds(10), read: .seconds(10)))
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    do {
      let response = try await client.execute(
        HTTPClientRequest(url: "https://localhost:\(port)/"), timeout: .seconds(20))
      let body = try await response.body.collect(upTo: 1_000)
      try await client.shutdown()
      return String(buffer: body)
    } catch {
      try await client.shutdown()
      throw error
    }
  }

  private func application(_ identity: TLSIdentity, _ limits: ServiceLimits = ServiceLimits()) throws
    -> some ApplicationProtocol
  {
    let router = Router(context: TestDoorContext.self)
    router.get("/") { request, _ in ArrivalStamp.instant(of: request.head) == nil ? "no stamp" : "ok" }
    return Application(router: router, server: try .guarded(limits, identity: identity))
  }

  @Test func `a door with a certificate speaks TLS 1.2 and 1.3, and nothing older`() async throws {
    try await application(try TLSIdentity(files)).test(.live) { client in
      let port = try #require(client.port)
      #expect(try await ask(port) == "ok")
      #expect(try await ask(port) { $0.maximumTLSVersion = .tlsv12 } == "ok")
      await #expect(throws: (any Error).self) {
        _ = try await ask(port) {
          $0.minimumTLSVersion = .tlsv1
          $0.maximumTLSVersion = .tlsv11
        }
      }
    }
  }

  @Test func `a certificate that is exchanged is used by the connections that follow`() async throws {
    let identity = try TLSIdentity(files)
    try await application(identity).test(.live) { client in
      let port = try #require(client.port)
      #expect(try await ask(port) == "ok")
      try Certificates.write(into: folder.path)
      await #expect(throws: (any Error).self) { _ = try await ask(port) }
      try identity.reload()
      #expect(try await ask(port) == "ok")
      try folder.write("nonsense", to: "key.pem")
      #expect(throws: ServiceError.self) { try identity.reload() }
      #expect(try await ask(port) == "ok")
    }
  }

  @Test func `a handshake that is not ended is closed`() async throws {
    var limits = ServiceLimits()
    limits.requestSeconds = 1
    try await application(try TLSIdentity(files), limits).test(.live) { client in
      let port = try #require(client.port)
      #expect(try await RawClient(port: port).exchange(["\u{16}\u{3}\u{1}"]) == "")
    }
  }

  @Test func `files that are no pair are refused with a sentence, and by the configuration's check`() throws {
    try Certificates.write(into: "\(folder.path)/other")
    let wrong = TLSFiles(certificate: files.certificate, key: "\(folder.path)/other/key.pem")
    #expect(
      throws: ServiceError.resource(
        "the key \(wrong.key) is not that of the certificate \(wrong.certificate), expected a pair; exchange one")
    ) {
      try TLSIdentity(wrong)
    }
    #expect(throws: ServiceError.self) { try TLSIdentity(TLSFiles(certificate: files.key, key: files.key)) }
    #expect(throws: ServiceError.self) {
      try TLSIdentity(TLSFiles(certificate: files.certificate, key: files.certificate))
    }
    #expect(try folder.complaints("tls: {certificate: chain.pem, key: key.pem}") == [])
    #expect(
      try folder.complaints("tls: {certificate: chain.pem, key: other/key.pem}") == [
        "tidegate.yaml:1:20: the key other/key.pem is not that of the certificate chain.pem, expected a pair; exchange one"
      ])
  }

  @Test func `a certificate says when it ends`() throws {
    let days = try TLSIdentity(files).expiry.timeIntervalSinceNow / 86_400
    #expect((1.9...2.0).contains(days))
  }
}
