/// Why a remote write is not taken, as one sentence; the status is what a sender goes by.
package enum RemoteWriteError: Error, Sendable, Equatable, CustomStringConvertible {
  /// 400: it, or one of its samples, is wrong. A sender must not send it again.
  case invalid(String)
  /// 413: it is longer than allowed.
  case tooLarge(String)
  /// 415: another protocol or version.
  case unsupported(String)
  /// 429: there is no room for more series. A sender may send it again, later.
  case tooManySeries(String)

  package var status: Int {
    switch self {
    case .invalid: 400
    case .tooLarge: 413
    case .unsupported: 415
    case .tooManySeries: 429
    }
  }

  package var description: String {
    switch self {
    case .invalid(let sentence), .tooLarge(let sentence), .unsupported(let sentence), .tooManySeries(let sentence):
      sentence
    }
  }
}

extension RemoteWriteError {
  /// When a sender may try again, in seconds: series that are gone make room.
  private static let retrySeconds = 60

  /// As the doors answer.
  var refusal: RequestRefusal {
    switch self {
    case .invalid(let sentence): RequestRefusal(.badRequest, sentence)
    case .tooLarge(let sentence): RequestRefusal(.contentTooLarge, sentence)
    case .unsupported(let sentence): RequestRefusal(.unsupportedMediaType, sentence)
    case .tooManySeries(let sentence): RequestRefusal(.tooManyRequests, sentence, retryAfter: Self.retrySeconds)
    }
  }
}
