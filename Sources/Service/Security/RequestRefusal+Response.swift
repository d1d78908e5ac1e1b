import Foundation
import HTTPTypes
import Hummingbird

extension RequestRefusal {
  private struct Document: Encodable {
    let error: String
  }

  /// The answer's body: `{"error": "one sentence"}`.
  var body: Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return (try? encoder.encode(Document(error: sentence))) ?? Data()
  }

  /// The answer.
  var response: Response {
    var headers = HTTPFields()
    headers[.contentType] = "application/json; charset=utf-8"
    headers[.cacheControl] = "no-store"
    if let retryAfter { headers[.retryAfter] = "\(retryAfter)" }
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }
}
