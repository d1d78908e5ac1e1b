import Hummingbird

/// Lets only those through who have a role: 401 for who has no token of ours, 403 for who has one of another role.
///
/// - SeeAlso: RFC 6750, *Bearer Token Usage*, 3.
package struct AuthorizationMiddleware<Context: CallerContext>: RouterMiddleware {
  private let role: AccessToken.Role

  package init(requires role: AccessToken.Role, context: Context.Type = Context.self) { self.role = role }

  package func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    if context.caller.may(role) { return try await next(request, context) }
    switch context.caller {
    case .anybody, .anonymous:
      return refusal(.unauthorized, "a token is needed here; send 'Authorization: Bearer TOKEN'", challenge: "")
    case .unknown:
      return refusal(
        .unauthorized,
        "the token is not one of the configuration's; send 'Authorization: Bearer TOKEN' with one of those",
        challenge: ", error=\"invalid_token\"")
    case .token(let name, let own):
      return refusal(
        .forbidden, "the token '\(name)' has the role \(own), expected \(role); send one that has it",
        challenge: ", error=\"insufficient_scope\"")
    }
  }

  private func refusal(_ status: HTTPResponse.Status, _ sentence: String, challenge: String) -> Response {
    var response = RequestRefusal(status, sentence).response
    response.headers[.wwwAuthenticate] = "Bearer realm=\"tidegate\"\(challenge)"
    return response
  }
}
