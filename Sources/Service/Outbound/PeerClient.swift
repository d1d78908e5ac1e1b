import AsyncHTTPClient
import Foundation

/// Requests to other people's servers: none waits longer, and none takes more memory, than it was told to.
package struct PeerClient: Sendable {
  /// A compressed answer that would become longer is broken off, in bytes.
  private static let inflatedBytes = 64 << 20

  private let http: HTTPClient

  /// - Parameter http: Made with ``configuration``; whoever made it shuts it down.
  package init(_ http: HTTPClient) { self.http = http }

  /// No redirects, since they would carry tokens and decisions to addresses that nobody configured; and no attempts of
  /// the client's own to connect once more, since those who ask know better when to.
  package static var configuration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5)),
      decompression: .enabled(limit: .size(inflatedBytes)))
    configuration.connectionPool.retryConnectionEstablishment = false
    return configuration
  }

  /// The whole answer.
  ///
  /// - Throws: `PeerFailure` when there is none; an answer of whatever status is none.
  func send(_ request: PeerRequest) async throws(PeerFailure) -> (reply: PeerReply, body: [UInt8]) {
    try await send(request, into: []) { body, chunk, _ in body += chunk }
  }

  /// Hands an answer's body over piece by piece as it comes.
  ///
  /// - Parameters:
  ///   - initial: What the pieces go into.
  ///   - consume: What it throws as a `PeerFailure` ends the exchange.
  func send<Body: Sendable>(
    _ request: PeerRequest, into initial: Body,
    _ consume: @escaping @Sendable (inout Body, [UInt8], PeerReply) throws(PeerFailure) -> Void
  ) async throws(PeerFailure) -> (reply: PeerReply, body: Body) {
    do {
      return try await withDeadline(seconds: request.timeoutSeconds) {
        // The client's own timeout ends with the answer's head; here it only stands behind the deadline.
        let response = try await http.execute(
          Self.message(request), timeout: .seconds(Int64(request.timeoutSeconds.rounded(.up)) + 1))
        let reply = PeerReply(
          status: Int(response.status.code), contentType: response.headers.first(name: "Content-Type"),
          retryAfter: response.headers.first(name: "Retry-After").flatMap(Double.init))
        var body = initial
        var count = 0
        for try await chunk in response.body {
          count += chunk.readableBytes
          guard count <= request.replyBytes else { throw Self.tooLong(request) }
          try consume(&body, Array(chunk.readableBytesView), reply)
        }
        return (reply, body)
      }
    } catch let failure as PeerFailure {
      throw failure
    } catch is DeadlinePassed {
      let seconds = (request.timeoutSeconds * 100).rounded() / 100
      throw PeerFailure(.unreachable, "\(request.peer) did not answer within \(seconds) s")
    } catch {
      throw PeerFailure(.unreachable, "\(request.peer) does not answer: \(Self.reason(error))")
    }
  }

  private static func message(_ request: PeerRequest) -> HTTPClientRequest {
    var message = HTTPClientRequest(url: request.url)
    message.headers.add(name: "User-Agent", value: "tidegate")
    message.headers.add(name: "Accept-Encoding", value: "gzip")
    for header in request.headers { message.headers.add(name: header.name, value: header.value) }
    if let body = request.body {
      message.method = .POST
      message.body = .bytes(body)
    }
    return message
  }

  private static func tooLong(_ request: PeerRequest) -> PeerFailure {
    PeerFailure(.tooMuch, "\(request.peer) answered with more than \(request.replyBytes >> 20) MB; ask for less")
  }

  private static func reason(_ error: any Error) -> String {
    if let error = error as? HTTPClientError { return error.shortDescription }
    return String("\(error)".prefix(200))
  }
}
