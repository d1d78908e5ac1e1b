import Foundation

/// The answer of someone else's server.
struct PeerReply: Sendable {
  var status: Int
  var contentType: String?
  /// In seconds.
  var retryAfter: Double?

  var isSuccess: Bool { (200..<300).contains(status) }

  /// The failure of an answer that is no success.
  ///
  /// - Parameter text: What the body says, of which the beginning is repeated.
  func failure(of peer: String, saying text: String) -> PeerFailure {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(300)
    let advice =
      switch status {
      case 300..<400: "; give the address that it leads to"
      case 401, 403: "; check the token"
      case 404: "; check the address"
      default: ""
      }
    let cause: PeerFailure.Cause = status == 429 || status >= 500 ? .unavailable : .refused
    return PeerFailure(
      cause, "\(peer) answered \(status)\(words.isEmpty ? "" : " '\(words)'")\(advice)", retryAfter: retryAfter)
  }
}
