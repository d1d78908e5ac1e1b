import HummingbirdCore
import HummingbirdTLS
import NIOCore

extension HTTPServerBuilder {
  /// More header fields than any client needs.
  private static let mostFields = 100

  /// An HTTP/1.1 server whose connections are guarded: limits on heads, on the time that a request may take and on idle
  /// connections; each request bears its `ArrivalStamp`.
  ///
  /// - Parameter identity: Certificate and key; nil for plain HTTP.
  /// - Throws: `ServiceError.resource` when the certificate cannot be used.
  package static func guarded(_ limits: ServiceLimits, identity: TLSIdentity?) throws(ServiceError) -> HTTPServerBuilder
  {
    let http = HTTPServerBuilder.http1(
      configuration: HTTP1Channel.Configuration(
        additionalChannelHandlers: [RequestGuard(limits)], idleTimeout: TimeAmount(seconds: limits.idleSeconds),
        httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
          maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes, maxHeaderFieldCount: mostFields
        )))
    guard let identity else { return http }
    do {
      return try .tls(http, tlsConfiguration: identity.configuration)
    } catch {
      throw .resource("TLS cannot be set up: \(error); check certificate and key")
    }
  }
}
