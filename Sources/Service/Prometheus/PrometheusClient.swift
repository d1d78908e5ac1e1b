import Foundation

/// Asks a Prometheus, or what speaks as one, over its HTTP API.
package struct PrometheusClient: Sendable {
  /// Points that are asked for at once; Prometheus itself refuses more than 11,000.
  package static let mostPoints = 5_000
  /// A chunk that is too much for the server is halved down to this.
  private static let fewestPoints = 50
  /// An answer of more series than this was not meant.
  private static let mostSeries = 1_000
  private static let queryAttempts = 2
  private static let rangeAttempts = 5

  private let base: String
  private let peer: String
  private let bearer: Secret?
  private let timeoutSeconds: Double
  private let backoff: Backoff
  private let client: PeerClient

  /// - Parameters:
  ///   - url: The base address, such as `http://prometheus:9090`; a path before `/api` is kept.
  ///   - timeoutSeconds: For one query with its repetitions, and for one chunk of a range.
  package init(
    url: String, bearer: Secret? = nil, timeoutSeconds: Double = 10, backoff: Backoff = Backoff(), client: PeerClient
  ) {
    base = url.hasSuffix("/") ? String(url.dropLast()) : url
    peer = "Prometheus at \(base)"
    self.bearer = bearer
    self.timeoutSeconds = timeoutSeconds
    self.backoff = backoff
    self.client = client
  }

  /// The value of an expression at one time: one point a series.
  ///
  /// - Parameter time: In seconds since 1970.
  /// - Throws: `PeerFailure` with Prometheus' own words where it has some.
  package func query(_ expression: String, at time: Double) async throws(PeerFailure) -> PrometheusAnswer {
    try await ask(
      "query", expression, [("time", Self.text(time))], attempts: Self.queryAttempts,
      until: .now + .seconds(timeoutSeconds))
  }

  /// The values of an expression at `from`, `from + step`, … up to `through`, asked for in chunks.
  ///
  /// A chunk that is too much for the server is asked for in halves. Times without a value have no point.
  ///
  /// - Parameters:
  ///   - from: In seconds since 1970.
  ///   - step: In seconds.
  /// - Throws: `PeerFailure` with Prometheus' own words where it has some, and for more than 1,000 series.
  package func queryRange(
    _ expression: String, from: Double, through: Double, step: Double
  ) async throws(PeerFailure) -> PrometheusAnswer {
    precondition(step > 0, "a step of \(step) s")
    guard through >= from else { return PrometheusAnswer() }
    let count = Int(((through - from) / step + 1e-6).rounded(.down)) + 1
    var merged = PrometheusMerge(mostSeries: Self.mostSeries)
    var chunks = stride(from: 0, to: count, by: Self.mostPoints).map { $0..<min(count, $0 + Self.mostPoints) }
    chunks.reverse()
    while let chunk = chunks.popLast() {
      let range = [
        ("start", Self.text(from + Double(chunk.lowerBound) * step)),
        ("end", Self.text(from + Double(chunk.upperBound - 1) * step)), ("step", Self.text(step)),
      ]
      do {
        try merged.add(
          try await ask("query_range", expression, range, attempts: Self.rangeAttempts, until: nil), of: peer)
      } catch  where error.cause == .tooMuch && chunk.count > Self.fewestPoints {
        let middle = chunk.lowerBound + chunk.count / 2
        chunks += [middle..<chunk.upperBound, chunk.lowerBound..<middle]
      }
    }
    return merged.answer
  }

  /// - Parameter end: When the last attempt must be over; nil where each has its own time.
  private func ask(
    _ endpoint: String, _ expression: String, _ parameters: [(String, String)], attempts: Int,
    until end: ContinuousClock.Instant?
  ) async throws(PeerFailure) -> PrometheusAnswer {
    var generator = SystemRandomNumberGenerator()
    var attempt = 1
    while true {
      let left = end.map { ($0 - .now).seconds } ?? timeoutSeconds
      do {
        return try await askOnce(endpoint, expression, parameters, seconds: left)
      } catch  where error.isPassing && attempt < attempts {
        let delay = backoff.delay(after: attempt, wish: error.retryAfter, using: &generator)
        if let end, ContinuousClock.now + .seconds(delay) >= end { throw error }
        do { try await Task.sleep(for: .seconds(delay)) } catch {
          throw PeerFailure(.unreachable, "the query was given up")
        }
      }
      attempt += 1
    }
  }

  private func askOnce(
    _ endpoint: String, _ expression: String, _ parameters: [(String, String)], seconds: Double
  ) async throws(PeerFailure) -> PrometheusAnswer {
    let form = [("query", expression), ("timeout", Self.text(seconds))] + parameters
    var request = PeerRequest(
      peer: peer, url: "\(base)/api/v1/\(endpoint)",
      headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")],
      body: Array(Self.encoded(form).utf8), timeoutSeconds: seconds)
    request.authorize(bearer)
    let (reply, body) = try await client.send(request)
    let data = Data(body)
    guard let envelope = try? JSONDecoder().decode(PrometheusEnvelope.self, from: data) else {
      guard reply.isSuccess else {
        throw reply.failure(of: peer, saying: String(decoding: body.prefix(400), as: UTF8.self))
      }
      throw PeerFailure(
        .refused,
        "\(peer) answered '\(expression)' with something else than numbers; check the address and the expression")
    }
    if envelope.status == "success", let result = envelope.data {
      return PrometheusAnswer(series: result.series, warnings: envelope.warnings ?? [])
    }
    throw failure(envelope, reply, expression)
  }

  private func failure(_ envelope: PrometheusEnvelope, _ reply: PeerReply, _ expression: String) -> PeerFailure {
    let type = envelope.errorType ?? "status \(reply.status)"
    let words = envelope.error ?? "no reason given"
    let isTooMuch = type == "timeout" || words.contains("too many samples") || words.contains("maximum resolution")
    let cause: PeerFailure.Cause =
      isTooMuch ? .tooMuch : reply.status == 429 || reply.status >= 500 ? .unavailable : .refused
    return PeerFailure(
      cause, "\(peer) refuses '\(expression)' (\(type)): \(words)", retryAfter: reply.retryAfter)
  }

  /// Seconds to the millisecond, without an exponent.
  private static func text(_ seconds: Double) -> String {
    let milliseconds = Int64((seconds * 1_000).rounded())
    let rest = abs(milliseconds % 1_000)
    let sign = milliseconds < 0 ? "-" : ""
    guard rest > 0 else { return "\(milliseconds / 1_000)" }
    return "\(sign)\(abs(milliseconds / 1_000)).\(String(rest + 1_000).dropFirst())"
  }

  private static let unreserved = CharacterSet(
    charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")

  private static func encoded(_ form: [(String, String)]) -> String {
    form.map { name, value in
      "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "")"
    }.joined(separator: "&")
  }
}
