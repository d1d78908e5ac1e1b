import Hummingbird

/// Refuses requests beyond a caller's rate with 429; goes behind `CallerMiddleware`.
package struct RateLimitMiddleware<Context: CallerContext>: RouterMiddleware {
  private let limit: RateLimit

  package init(_ limit: RateLimit, context: Context.Type = Context.self) { self.limit = limit }

  package func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    guard let seconds = limit.take(RateLimit.Key(context.caller, context.remoteAddress)) else {
      return try await next(request, context)
    }
    let wait = Int(min(3_600, max(1, seconds.rounded(.up))))
    let who =
      if case .token(let name, _) = context.caller { "the token '\(name)'" } else { "this address" }
    return RequestRefusal(
      .tooManyRequests, "\(who) sends more requests than limits.requestsPerSecond allows; try again in \(wait) s",
      retryAfter: wait
    ).response
  }
}
