/// Who may do what with a bearer token.
public struct AccessToken: Sendable, Equatable {
  /// What a token's holder may do; each role may do what those before it may, but that ingesting does not read.
  public enum Role: String, Sendable, CaseIterable {
    /// Look at everything.
    case read
    /// Send observations and samples, and be answered.
    case ingest
    /// Everything.
    case operate
  }

  /// Of the holder, for the log; never the secret.
  public var name: String
  public var role: Role
  public var secret: Secret

  public init(name: String, role: Role, secret: Secret) {
    self.name = name
    self.role = role
    self.secret = secret
  }
}
