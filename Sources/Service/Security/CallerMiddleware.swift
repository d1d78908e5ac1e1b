import Hummingbird

/// Finds out who sent a request; refuses nobody.
package struct CallerMiddleware<Context: CallerContext>: RouterMiddleware {
  private let book: TokenBook

  package init(_ book: TokenBook, context: Context.Type = Context.self) { self.book = book }

  package func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.caller = book.caller(request.headers[.authorization])
    return try await next(request, context)
  }
}
