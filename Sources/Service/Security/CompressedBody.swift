import HTTPTypes
import Hummingbird
import NIOCore

/// Inflates gzip bodies where they are wanted, within a limit; other codings are refused with 415.
///
/// Stands behind `BodyLimit`, which limits what comes over the wire. Routes with a coding of their own, such as
/// remote_write's, go without it.
package struct CompressedBody<Context: RequestContext>: RouterMiddleware {
  private let most: Int

  /// - Parameter most: Bytes of a body, before and after inflating.
  package init(bytes most: Int, context: Context.Type = Context.self) { self.most = most }

  package func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    switch request.headers[.contentEncoding]?.lowercased() {
    case nil, "identity": return try await next(request, context)
    case "gzip", "x-gzip":
      let body: ByteBuffer
      do {
        body = try GzipInflater.inflate(try await request.body.collect(upTo: most), most: most)
      } catch let refusal as RequestRefusal {
        return refusal.response
      } catch is NIOTooManyBytesError {
        return BodyLimit<Context>.refusal(most).response
      }
      var head = request.head
      head.headerFields[.contentEncoding] = nil
      head.headerFields[.transferEncoding] = nil
      head.headerFields[.contentLength] = "\(body.readableBytes)"
      return try await next(Request(head: head, body: RequestBody(buffer: body)), context)
    case let coding?:
      return RequestRefusal(
        .unsupportedMediaType, "the Content-Encoding is '\(coding.prefix(40))', expected gzip or none; send it so"
      ).response
    }
  }
}
