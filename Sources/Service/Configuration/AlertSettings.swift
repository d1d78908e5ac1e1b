/// Where anomalies are told.
public struct AlertSettings: Sendable, Equatable {
  /// Base addresses of Alertmanagers; each gets every alert.
  public var urls: [String]
  /// An alert that goes on is sent again after so many seconds.
  public var resendSeconds = 60.0
  /// Labels that each alert bears besides its own.
  public var labels: [String: String] = [:]

  public init(urls: [String]) { self.urls = urls }
}
