import Foundation
import Service
import Synchronization
import Testing

@Suite struct ScrapeSourceTests {
  private func settings(_ targets: [String]) -> ScrapeSettings {
    ScrapeSettings(
      targets: targets,
      series: SeriesTable([
        .requestsPerSecond: .init(selector: "requests_total", combination: .rate),
        .cpuPercent: .init(selector: "cpu", combination: .mean),
        .readyReplicas: .init(selector: "up", combination: .count),
      ]))
  }

  private func source(_ settings: ScrapeSettings, budget: SeriesBudget = SeriesBudget(limit: 100)) throws
    -> ScrapeSource
  {
    try ScrapeSource(settings, workload: "web", budget: budget, client: LocalServer.client, log: LocalServer.silent)
  }

  @Test func `targets are scraped every tick and told apart`() async throws {
    let count = Atomic(0)
    let observations = try await LocalServer.serving { seen in
      let round = count.add(1, ordering: .relaxed).newValue
      #expect(seen.headers["accept"]?.contains("openmetrics") == true)
      return LocalServer.Answer(
        200, "requests_total{code=\"200\"} \(100 * round)\ncpu \(seen.path == "/a" ? 10 : 30)\n")
    } _: { url in
      let source = try source(settings(["\(url)/a", url.replacing("127.0.0.1", with: "localhost") + "/b"]))
      return [
        try await source.observation(at: 15), try await source.observation(at: 30),
        try await source.observation(at: 45),
      ]
    }
    #expect(observations.map(\.cpuPercent) == [20, 20, 20])
    #expect(observations.map(\.readyReplicas) == [2, 2, 2])
    #expect(observations[0].requestsPerSecond == nil)
    #expect((observations[2].requestsPerSecond ?? 0) > 0)
  }

  @Test func `a target that fails makes no sample, and its series end`() async throws {
    let isDown = Atomic(false)
    let (both, one, back) = try await LocalServer.serving { seen in
      if seen.path == "/b", isDown.load(ordering: .relaxed) { return LocalServer.Answer(500, "no") }
      return LocalServer.Answer(200, "cpu \(seen.path == "/a" ? 10 : 30)\n")
    } _: { url in
      let source = try source(settings(["\(url)/a", url.replacing("127.0.0.1", with: "localhost") + "/b"]))
      let both = try await source.observation(at: 15)
      isDown.store(true, ordering: .relaxed)
      let one = try await source.observation(at: 30)
      isDown.store(false, ordering: .relaxed)
      return (both, one, try await source.observation(at: 45))
    }
    #expect(both.cpuPercent == 20 && both.readyReplicas == 2)
    #expect(one.cpuPercent == 10 && one.readyReplicas == 1)
    #expect(back.cpuPercent == 20 && back.readyReplicas == 2)
  }

  @Test func `when all targets fail the source does`() async throws {
    let sentence = try await LocalServer.serving { _ in
      LocalServer.Answer(200, "cpu ten\n")
    } _: { url -> String in
      do {
        return "\(try await source(settings(["\(url)/m"])).observation(at: 15))"
      } catch {
        return "\(error)".replacing(url, with: "URL")
      }
    }
    #expect(sentence == "the target URL/m shows no metrics that can be read: line 1: the value 'ten' is no number")
  }

  @Test func `gzip is inflated, and a text that was cut off is not believed`() async throws {
    // printf 'cpu 42\n' | gzip -n | base64
    let gzip = try #require(Data(base64Encoded: "H4sIAAAAAAAAA0suKFUwMeICAGW015MHAAAA"))
    let isCut = Atomic(false)
    let (whole, cut) = try await LocalServer.serving { _ in
      if isCut.load(ordering: .relaxed) { return LocalServer.Answer(200, "cpu 42\ncpu{a=\"b\"} 4") }
      var answer = LocalServer.Answer(200, "", headers: ["Content-Encoding": "gzip"])
      answer.body = Array(gzip)
      return answer
    } _: { url in
      let source = try source(settings(["\(url)/m"]))
      let whole = try await source.observation(at: 15).cpuPercent
      isCut.store(true, ordering: .relaxed)
      return (whole, try? await source.observation(at: 30))
    }
    #expect(whole == 42 && cut == nil)
  }

  @Test func `targets and selectors are checked`() {
    #expect(
      throws: ServiceError.configuration([
        "the target 'host:80' is no address, expected one such as http://10.0.0.7:8080/metrics"
      ])
    ) {
      try source(settings(["host:80"]))
    }
    var table = settings(["http://a/m"])
    table.series.rules[.memoryPercent] = .init(selector: "{", combination: .sum)
    #expect(throws: ServiceError.configuration(["the selector '{' is wrong: expected a label's name at the end"])) {
      try source(table)
    }
  }

  @Test func `series over the limit are left out`() async throws {
    let budget = SeriesBudget(limit: 3)
    let observation = try await LocalServer.serving { _ in
      LocalServer.Answer(200, (0..<10).map { "cpu{core=\"\($0)\"} 1\nother{core=\"\($0)\"} 1\n" }.joined())
    } _: { url in
      let source = try source(settings(["\(url)/m"]), budget: budget)
      let observation = try await source.observation(at: 15)
      #expect(budget.count == 3)
      return observation
    }
    #expect(observation.cpuPercent == 1)
    #expect(budget.count == 0, "a source that is gone gives its series back")
  }
}
