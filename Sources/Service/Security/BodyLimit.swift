import HTTPTypes
import Hummingbird

/// Refuses bodies that are too long with 413: by the length that is announced, and by what comes where none is.
///
/// A body in chunks is cut off while the route reads it, with a `RequestRefusal`.
package struct BodyLimit<Context: RequestContext>: RouterMiddleware {
  private let most: Int

  package init(bytes most: Int, context: Context.Type = Context.self) { self.most = most }

  package func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    if let text = request.headers[.contentLength] {
      // The decoder gives no more than was announced.
      guard let length = Int(text), length <= most else { return Self.refusal(most).response }
      return try await next(request, context)
    }
    guard request.headers[.transferEncoding] != nil else { return try await next(request, context) }
    var request = request
    request.body = RequestBody(asyncSequence: CountedBody(body: request.body, most: most))
    return try await next(request, context)
  }

  static func refusal(_ most: Int) -> RequestRefusal {
    RequestRefusal(.contentTooLarge, "the body is longer than \(most) bytes; send it in parts")
  }

  /// A body that ends with a refusal when it becomes too long.
  private struct CountedBody: AsyncSequence, Sendable {
    let body: RequestBody
    let most: Int

    struct AsyncIterator: AsyncIteratorProtocol {
      var iterator: RequestBody.AsyncIterator
      var left: Int
      let most: Int

      mutating func next() async throws -> ByteBuffer? {
        guard let buffer = try await iterator.next() else { return nil }
        left -= buffer.readableBytes
        guard left >= 0 else { throw BodyLimit.refusal(most) }
        return buffer
      }
    }

    func makeAsyncIterator() -> AsyncIterator {
      AsyncIterator(iterator: body.makeAsyncIterator(), left: most, most: most)
    }
  }
}
