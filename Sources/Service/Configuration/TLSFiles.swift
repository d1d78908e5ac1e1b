/// PEM files of a server's certificate chain and its private key.
public struct TLSFiles: Sendable, Equatable {
  public var certificate: String
  public var key: String

  public init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }
}
