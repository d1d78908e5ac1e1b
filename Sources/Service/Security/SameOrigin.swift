import HTTPTypes
import Hummingbird

/// Refuses with 403 what another site's page makes a browser send: without tokens, a door on this machine would obey it.
///
/// Only browsers send the fields that are looked at, and a page cannot change them; other clients are not affected.
package struct SameOrigin<Context: RequestContext>: RouterMiddleware {
  package init(context: Context.Type = Context.self) {}

  package func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    guard ![.get, .head, .options].contains(request.method), isForeign(request.head) else {
      return try await next(request, context)
    }
    return RequestRefusal(
      .forbidden, "the request comes from another site's page; send it from the service's own page, or with a program"
    ).response
  }

  private func isForeign(_ head: HTTPRequest) -> Bool {
    if let site = head.headerFields[.secFetchSite] { return !["same-origin", "none"].contains(site) }
    guard let origin = head.headerFields[.origin] else { return false }
    guard let host = head.authority, let start = origin.firstRange(of: "://")?.upperBound else { return true }
    return origin[start...] != host
  }
}
