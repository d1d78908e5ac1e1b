import HTTPTypes

/// Why a request is not answered as it was meant, as one sentence that ends with what to do, and the HTTP status that fits.
struct RequestRefusal: Error, Sendable, Equatable {
  var status: HTTPResponse.Status
  var sentence: String
  /// When to try again, in seconds; nil where trying again does not help.
  var retryAfter: Int?

  init(_ status: HTTPResponse.Status, _ sentence: String, retryAfter: Int? = nil) {
    self.status = status
    self.sentence = sentence
    self.retryAfter = retryAfter
  }

  /// There is no time, or no room, for a request now.
  static func overloaded(_ status: HTTPResponse.Status, _ sentence: String) -> RequestRefusal {
    RequestRefusal(status, sentence, retryAfter: 1)
  }

  static func unknownWorkload(_ name: String) -> RequestRefusal {
    RequestRefusal(.notFound, "there is no workload '\(name)'; GET /api/v1/workloads lists those that there are")
  }
}
