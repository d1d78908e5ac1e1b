import Foundation

/// An alert in the JSON of Alertmanager's API v2, sent or received.
struct PostedAlert: Codable, Sendable, Equatable {
  var labels: [String: String]
  var annotations: [String: String]
  var startsAt: String
  var endsAt: String

  /// RFC 3339 with milliseconds.
  static func text(_ time: Double) -> String {
    Date(timeIntervalSince1970: time).formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
