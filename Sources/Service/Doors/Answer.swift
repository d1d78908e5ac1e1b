import Foundation
import Hummingbird
import NIOCore

/// JSON in and out: one encoder for all answers.
enum Answer {
  private static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return encoder
  }()

  private static let decoder = JSONDecoder()

  static func text(_ value: some Encodable) throws -> Data { try encoder.encode(value) }

  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    var headers = HTTPFields()
    headers[.contentType] = "application/json; charset=utf-8"
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: try text(value))))
  }

  /// Reads a request's body as JSON.
  ///
  /// - Throws: `RequestRefusal` for a body that is too large, or is not the JSON that was expected.
  static func decode<Value: Decodable>(
    _ type: Value.Type, of request: Request, limit: Int, expected: String
  ) async throws -> Value {
    let body = try await bytes(of: request, limit: limit)
    do {
      return try decoder.decode(type, from: body)
    } catch let error as DecodingError {
      // What the decoder calls corrupt may be a fraction of a replica, or a number that is too large.
      if case .dataCorrupted(let context) = error, context.codingPath.isEmpty,
        (try? JSONSerialization.jsonObject(with: body)) != nil
      {
        throw RequestRefusal(
          .badRequest, "a number of the body does not fit its field; expected whole replicas and finite metrics")
      }
      throw RequestRefusal(.badRequest, error.sentence(expected: expected))
    }
  }

  static func bytes(of request: Request, limit: Int) async throws -> Data {
    do {
      let buffer = try await request.body.collect(upTo: limit)
      return Data(buffer.readableBytesView)
    } catch is NIOTooManyBytesError {
      throw RequestRefusal(.contentTooLarge, "the body is longer than \(limit) bytes; send it in parts")
    }
  }
}

extension DecodingError {
  /// What was found where, as a sentence.
  func sentence(expected: String) -> String {
    switch self {
    case .keyNotFound(let key, let context):
      "\(Self.place(context))'\(key.stringValue)' is missing; expected \(expected)"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      context.codingPath.isEmpty
        ? "the body is not \(expected); see /openapi.json"
        : "\(Self.path(context.codingPath)) has a value of the wrong type; expected \(expected)"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? "the body is not JSON; expected \(expected)"
        : "\(Self.path(context.codingPath)) has a value that cannot be; expected \(expected)"
    @unknown default: "the body cannot be read; expected \(expected)"
    }
  }

  private static func place(_ context: Context) -> String {
    context.codingPath.isEmpty ? "" : "in \(path(context.codingPath)) "
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    "'" + keys.map { $0.intValue.map { "\($0)" } ?? $0.stringValue }.joined(separator: ".") + "'"
  }
}
