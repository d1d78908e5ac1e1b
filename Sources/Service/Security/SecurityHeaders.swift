import HTTPTypes
import Hummingbird

/// Header fields that keep browsers from doing with an answer what it was not made for.
///
/// There is no `Strict-Transport-Security`: it would hold for every other port of the host too.
package struct SecurityHeaders<Context: RequestContext>: RouterMiddleware {
  /// The page loads its own parts and talks to its own door, and nothing else.
  private static var pagePolicy: String {
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src "
      + "'self'; "
      + "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  }
  private static var dataPolicy: String { "default-src 'none'; frame-ancestors 'none'" }

  package init(context: Context.Type = Context.self) {}

  package func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    let isPage = response.headers[.contentType]?.hasPrefix("text/html") == true
    response.headers[.contentSecurityPolicy] = isPage ? Self.pagePolicy : Self.dataPolicy
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.xFrameOptions] = "DENY"
    response.headers[.referrerPolicy] = "no-referrer"
    response.headers[.crossOriginResourcePolicy] = "same-origin"
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    return response
  }
}
