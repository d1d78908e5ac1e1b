import Crypto
import Engine
import Foundation

/// What a webhook is sent: the decision as the REST API shows it, and the headers that it is known and trusted by.
package struct WebhookMessage: Sendable, Equatable {
  package var workload: String
  /// The decision's row.
  package var id: Int64
  package var replicas: Int
  /// JSON.
  package var body: [UInt8]

  private struct Document: Encodable {
    var id: Int64
    var workload: String
    var rung: String
    var decision: DecisionMessage

    private enum Key: String, CodingKey { case id, workload, rung }

    func encode(to encoder: any Encoder) throws {
      try decision.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(id, forKey: .id)
      try container.encode(workload, forKey: .workload)
      try container.encode(rung, forKey: .rung)
    }
  }

  package init(_ decision: DecisionMessage, id: Int64, rung: LatencyRung, workload: String) throws {
    self.workload = workload
    self.id = id
    replicas = decision.replicas
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    body = Array(try encoder.encode(Document(id: id, workload: workload, rung: rung.rawValue, decision: decision)))
  }

  /// By this a receiver knows a message that came before.
  package var idempotencyKey: String { "\(workload):\(id)" }

  /// - Parameters:
  ///   - timestamp: Of the attempt, in seconds since 1970; a receiver should refuse old ones.
  ///   - secret: Nil where messages are not signed.
  package func headers(timestamp: Int64, secret: Secret?) -> [(name: String, value: String)] {
    var headers = [
      (name: "Content-Type", value: "application/json"), ("Idempotency-Key", idempotencyKey),
      ("X-Tidegate-Timestamp", "\(timestamp)"),
    ]
    if let secret {
      headers.append(("X-Tidegate-Signature", Self.signature(of: body, timestamp: timestamp, secret: secret)))
    }
    return headers
  }

  /// `sha256=` and the hex digits of HMAC-SHA-256 over `timestamp.body`.
  package static func signature(of body: [UInt8], timestamp: Int64, secret: Secret) -> String {
    let code = HMAC<SHA256>.authenticationCode(
      for: Array("\(timestamp).".utf8) + body, using: SymmetricKey(data: Array(secret.value.utf8)))
    return "sha256=" + code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
