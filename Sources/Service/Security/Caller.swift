/// Who sent a request, as far as its token says.
package enum Caller: Sendable, Equatable {
  /// No tokens are configured: everybody may do everything.
  case anybody
  /// Tokens are configured, and the request has none.
  case anonymous
  /// The request has a token that is not one of ours, or is not a bearer token.
  case unknown
  case token(name: String, role: AccessToken.Role)

  /// Whether the caller may do what needs a role.
  package func may(_ role: AccessToken.Role) -> Bool {
    switch self {
    case .anybody: true
    case .anonymous, .unknown: false
    case .token(_, let own): own == .operate || own == role
    }
  }
}
