/// Calls of one service to another, or of clients to a service.
public struct CallSpecification: Sendable, Equatable {
  /// The service that is called.
  public var service: String
  /// Calls per request.
  public var perRequest = 1.0
  /// What the caller waits, in milliseconds; longer is a failure.
  public var timeoutMilliseconds = 2_000.0
  /// How often a failed call is tried again.
  public var retries = 0
  /// The pause before a retry, in seconds; it doubles with each.
  public var backoffSeconds = 0.1
  /// Retries allowed as a share of first tries; 1 allows all of one try.
  public var retryBudget = 10.0
  /// Whether a request fails when the call does.
  public var isRequired = true

  public init(service: String) { self.service = service }
}
