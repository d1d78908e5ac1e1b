/// An address that is told each new number of replicas.
public struct WebhookSettings: Sendable, Equatable {
  public var url: String
  /// Key of the HMAC-SHA-256 signature; nil where requests are not signed.
  public var secret: Secret?
  /// One attempt may take so long, in seconds.
  public var timeoutSeconds = 5.0
  /// Attempts for one decision; a newer decision ends them.
  public var attempts = 5

  public init(url: String, secret: Secret? = nil) {
    self.url = url
    self.secret = secret
  }
}
