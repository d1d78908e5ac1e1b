import Foundation
import Service
import Testing

@Suite struct PrometheusClientTests {
  private static let quick = Backoff(base: 0.001, cap: 0.002)

  private func client(_ url: String, bearer: Secret? = nil, timeoutSeconds: Double = 10) -> PrometheusClient {
    PrometheusClient(
      url: url, bearer: bearer, timeoutSeconds: timeoutSeconds, backoff: Self.quick, client: LocalServer.client)
  }

  private static func vector(_ items: String) -> LocalServer.Answer {
    LocalServer.Answer(200, "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[\(items)]}}")
  }

  /// The sentence of a query's failure against a server that answers so.
  private func failure(
    timeoutSeconds: Double = 10, _ answer: @escaping @Sendable (LocalServer.Seen) async -> LocalServer.Answer
  ) async throws -> String {
    try await LocalServer.serving(answer) { url in
      do throws(PeerFailure) {
        let answer = try await client(url, timeoutSeconds: timeoutSeconds).query("up", at: 1)
        return "\(answer)"
      } catch {
        return error.sentence.replacing(url, with: "URL")
      }
    }
  }

  @Test func `a query is a form with time and token, and values come back as numbers`() async throws {
    let seen = Record<LocalServer.Seen>()
    let answer = try await LocalServer.serving {
      seen.add($0)
      return Self.vector(
        "{\"metric\":{\"job\":\"a\"},\"value\":[1435781451.781,\"1.5\"]},{\"metric\":{},\"value\":[1,\"NaN\"]},"
          + "{\"metric\":{\"x\":\"y\"},\"value\":[1,\"+Inf\"]}")
    } _: { url in
      try await client(url + "/prefix/", bearer: Secret("t0ken")).query(
        "sum(rate(x{a=\"b&c\"}[1m])) + 1", at: 1_435_781_451.78)
    }
    let request = try #require(seen.all.first)
    #expect(request.method == "POST" && request.path == "/prefix/api/v1/query")
    #expect(request.headers["content-type"] == "application/x-www-form-urlencoded")
    #expect(request.headers["authorization"] == "Bearer t0ken")
    #expect(request.form["query"] == "sum(rate(x{a=\"b&c\"}[1m])) + 1")
    #expect(request.form["time"] == "1435781451.780")
    #expect(answer.series.count == 3)
    #expect(
      answer.series[0] == PrometheusSeries(labels: ["job": "a"], points: [.init(time: 1_435_781_451.781, value: 1.5)]))
    #expect(answer.series[1].points[0].value.isNaN && answer.series[2].points[0].value.isNaN)
  }

  @Test func `scalars are series without labels, and warnings are passed on`() async throws {
    let answer = try await LocalServer.serving { _ in
      LocalServer.Answer(
        200,
        #"{"status":"success","data":{"resultType":"scalar","result":[3,"4"]},"warnings":["half of it"]}"#
      )
    } _: { url in
      try await client(url).query("4", at: 3)
    }
    #expect(
      answer
        == PrometheusAnswer(series: [PrometheusSeries(points: [.init(time: 3, value: 4)])], warnings: ["half of it"]))
  }

  @Test func `what Prometheus complains of is said in its own words, once`() async throws {
    let count = Record<Int>()
    let sentence = try await failure { _ in
      count.add(1)
      return LocalServer.Answer(
        400,
        #"{"status":"error","errorType":"bad_data","error":"invalid parameter \"query\": 1:4: parse error"}"#
      )
    }
    #expect(sentence == "Prometheus at URL refuses 'up' (bad_data): invalid parameter \"query\": 1:4: parse error")
    #expect(count.all.count == 1)
  }

  @Test func `one that is not ready yet is asked again`() async throws {
    let count = Record<Int>()
    let answer = try await failure { _ in
      count.add(1) == 1 ? LocalServer.Answer(503, "Service Unavailable") : Self.vector("")
    }
    #expect(answer == "\(PrometheusAnswer())" && count.all.count == 2)
    let sentence = try await failure { _ in LocalServer.Answer(503, "Service Unavailable") }
    #expect(sentence == "Prometheus at URL answered 503 'Service Unavailable'")
  }

  @Test(arguments: [
    (
      LocalServer.Answer(404, "404 page not found\n"),
      "Prometheus at URL answered 404 '404 page not found'; check the address"
    ),
    (LocalServer.Answer(401, ""), "Prometheus at URL answered 401; check the token"),
    (
      LocalServer.Answer(302, "", headers: ["Location": "http://elsewhere/"]),
      "Prometheus at URL answered 302; give the address that it leads to"
    ),
    (
      LocalServer.Answer(200, "<html>"),
      "Prometheus at URL answered 'up' with something else than numbers; check the address and the expression"
    ),
    (
      LocalServer.Answer(200, "{\"status\":\"success\",\"data\":{\"resultType\":\"string\",\"result\":[1,\"a\"]}}"),
      "Prometheus at URL answered 'up' with something else than numbers; check the address and the expression"
    ),
  ]) func `answers of others are named`(answer: LocalServer.Answer, sentence: String) async throws {
    #expect(try await failure { _ in answer } == sentence)
  }

  @Test(arguments: [false, true]) func `nobody is waited for longer than was said, not even one that drips`(
    isDripping: Bool
  ) async throws {
    let sentence = try await failure(timeoutSeconds: 0.5) { _ in
      var answer = LocalServer.Answer(200, String(repeating: " ", count: 600), delay: isDripping ? nil : .seconds(60))
      answer.isDripping = isDripping
      return answer
    }
    #expect(sentence == "Prometheus at URL did not answer within 0.5 s")
  }

  @Test func `one that is not there is said to be unreachable`() async throws {
    await #expect {
      try await client("http://127.0.0.1:1").query("up", at: 1)
    } throws: { error in
      "\(error)".hasPrefix("Prometheus at http://127.0.0.1:1 does not answer: ")
    }
  }

  @Test func `an answer that is too long is broken off`() async throws {
    let sentence = try await failure { _ in LocalServer.Answer(200, String(repeating: " ", count: (16 << 20) + 1)) }
    #expect(sentence == "Prometheus at URL answered with more than 16 MB; ask for less")
  }

  /// Answers a range with the row's number, for times that `isThere`.
  private static func matrix(_ form: [String: String], isThere: (Int) -> Bool = { _ in true }) -> LocalServer.Answer {
    let start = Double(form["start"] ?? "") ?? 0
    let end = Double(form["end"] ?? "") ?? 0
    let step = Double(form["step"] ?? "") ?? 1
    let values = stride(from: start, through: end, by: step).filter { isThere(Int($0)) }.map { "[\($0),\"\($0)\"]" }
    let series = values.isEmpty ? "" : "{\"metric\":{},\"values\":[\(values.joined(separator: ","))]}"
    return LocalServer.Answer(
      200, "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[\(series)]}}")
  }

  @Test func `a long range is asked for in chunks that do not overlap`() async throws {
    let asked = Record<[String: String]>()
    let answer = try await LocalServer.serving {
      asked.add($0.form)
      return Self.matrix($0.form, isThere: { !(6_000...7_000).contains($0) })
    } _: { url in
      try await client(url).queryRange("up", from: 0, through: 12_000, step: 1)
    }
    #expect(
      asked.all.map { [$0["start"], $0["end"], $0["step"]] } == [
        ["0", "4999", "1"], ["5000", "9999", "1"], ["10000", "12000", "1"],
      ])
    #expect(answer.series.count == 1)
    #expect(
      answer.series[0].points.map(\.time) == (0...12_000).filter { !(6_000...7_000).contains($0) }.map(Double.init))
  }

  @Test func `a chunk that is too much is halved`() async throws {
    let asked = Record<Int>()
    let answer = try await LocalServer.serving { seen in
      let count = (Double(seen.form["end"] ?? "") ?? 0) - (Double(seen.form["start"] ?? "") ?? 0) + 1
      asked.add(Int(count))
      guard count <= 300 else {
        return LocalServer.Answer(
          422,
          #"{"status":"error","errorType":"execution","error":"query processing would load too many samples"}"#
        )
      }
      return Self.matrix(seen.form)
    } _: { url in
      try await client(url).queryRange("up", from: 1, through: 1_000, step: 1)
    }
    #expect(asked.all == [1_000, 500, 250, 250, 500, 250, 250])
    #expect(answer.series.first?.points.map(\.value) == (1...1_000).map(Double.init))
  }
}
