/// One request to someone else's server.
struct PeerRequest: Sendable {
  /// Who is asked, as it is called in sentences: it must not contain secrets, as a webhook's path may.
  var peer: String
  var url: String
  var headers: [(name: String, value: String)] = []
  /// Sent by POST; nil for GET.
  var body: [UInt8]?
  /// From the first attempt to connect until the last byte of the answer.
  var timeoutSeconds: Double
  /// The largest answer, in bytes after decompression.
  var replyBytes = 16 << 20

  /// Adds the token where there is one.
  mutating func authorize(_ bearer: Secret?) {
    if let bearer { headers.append(("Authorization", "Bearer \(bearer.value)")) }
  }
}
