extension ServiceMeter {
  /// Where a request comes in, as the label `door`.
  package enum Door: String, Sendable, CaseIterable {
    case main
    case metrics
    case inference = "ai"
  }

  struct RouteKey: Hashable, Sendable {
    let door: Door
    let route: String
  }

  struct RequestKey: Hashable, Sendable {
    let door: Door
    let route: String
    let method: String
    let status: Int
  }

  struct RefusalKey: Hashable, Sendable {
    let door: Door
    let status: Int
  }

  private static let methods = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"]

  /// Counts an answered request.
  ///
  /// - Parameters:
  ///   - route: The path as it was declared, such as `/api/v1/workloads/{name}`; nil when none matched.
  ///   - method: As the client wrote it.
  ///   - status: The answer's, such as 200.
  ///   - duration: From the request's head until the answer's.
  package func answered(_ door: Door, route: String?, method: String, status: Int, duration: Duration) {
    let route = route ?? MetricLabels.other
    // What a client makes up must not become a label.
    let method = Self.methods.contains(method) ? method : MetricLabels.other
    requests[RequestKey(door: door, route: route, method: method, status: status)].increment()
    requestDurations[RouteKey(door: door, route: route)].record(duration: duration)
  }

  /// Counts a request, or an item of a batch, that was refused.
  ///
  /// - Parameter status: As `RequestRefusal.status.code`; that of the item, not of the batch.
  package func refused(_ door: Door, status: Int) { refusals[RefusalKey(door: door, status: status)].increment() }
}
