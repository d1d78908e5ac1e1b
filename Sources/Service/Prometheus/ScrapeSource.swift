import Foundation
import Logging
import Synchronization
import Telemetry

/// A workload's observations from the exposition texts of its own processes.
///
/// Each target's series bear the label `instance` (host and port), and `up` says which targets answered, as in
/// Prometheus. Series that a target no longer shows, and all of one that fails, end there and then.
package final class ScrapeSource: Sendable {
  /// Targets that are asked at the same time.
  private static let atOnce = 32

  private struct Target: Sendable {
    var url: String
    var instance: String
  }

  private let targets: [Target]
  private let settings: ScrapeSettings
  private let limits: ExpositionLimits
  private let store: SampleStore
  private let reader: SeriesReader
  private let client: PeerClient
  private let complaints: ComplaintLog
  /// The series that each target showed last, of those that count.
  private let shown = Mutex<[String: Set<SeriesLabels>]>([:])

  /// - Parameters:
  ///   - workload: Its name, for the log.
  ///   - budget: Shared with all other stores.
  /// - Throws: `ServiceError.configuration` for a target that is no address, or a selector that is none.
  package init(
    _ settings: ScrapeSettings, workload: String, budget: SeriesBudget, limits: ExpositionLimits = ExpositionLimits(),
    client: PeerClient, log: Logger
  ) throws(ServiceError) {
    var targets: [Target] = []
    for url in settings.targets where !targets.contains(where: { $0.url == url }) {
      guard let parts = URLComponents(string: url), let host = parts.host, ["http", "https"].contains(parts.scheme)
      else {
        throw .configuration(["the target '\(url)' is no address, expected one such as http://10.0.0.7:8080/metrics"])
      }
      let instance = "\(host):\(parts.port ?? (parts.scheme == "https" ? 443 : 80))"
      // Several pages of one process are told apart by their whole addresses.
      let isTaken = targets.contains { $0.instance == instance }
      targets.append(Target(url: url, instance: isTaken ? url : instance))
    }
    self.targets = targets
    self.settings = settings
    self.limits = limits
    self.client = client
    store = SampleStore(budget: budget)
    do {
      reader = try store.register(settings.series)
    } catch {
      throw .configuration(["\(error)"])
    }
    complaints = ComplaintLog("the source of '\(workload)'", log: log)
  }

  /// Scrapes all targets, and makes the tick that ends at `time` of what they and earlier scrapes showed.
  ///
  /// - Parameter time: In seconds since 1970, later than that of the tick before.
  /// - Throws: `ServiceError.peer` when all targets fail.
  package func observation(at time: Double) async throws(ServiceError) -> Observation {
    let results = await scrapeAll()
    var standing: [String: String] = [:]
    for (target, result) in results {
      switch result {
      case .success(let samples):
        if let complaint = take(samples, from: target, at: time) { standing[target.url] = complaint }
      case .failure(let failure):
        standing[target.url] = failure.sentence
        _ = take(nil, from: target, at: time)
      }
    }
    complaints.update(standing)
    let failures = results.compactMap { _, result in
      if case .failure(let failure) = result { failure } else { nil }
    }
    if let first = failures.first, failures.count == results.count { throw .peer(first.sentence) }
    return Observation(timestamp: time, fields: store.fields(of: reader, at: time))
  }

  private func scrapeAll() async -> [(Target, Result<[ExpositionSample], PeerFailure>)] {
    await withTaskGroup(of: (Target, Result<[ExpositionSample], PeerFailure>).self) { group in
      var results: [(Target, Result<[ExpositionSample], PeerFailure>)] = []
      for (index, target) in targets.enumerated() {
        if index >= Self.atOnce, let result = await group.next() { results.append(result) }
        group.addTask { (target, await self.scrape(target)) }
      }
      for await result in group { results.append(result) }
      return results
    }
  }

  /// What an answer has come to so far.
  private struct Reading: Sendable {
    var parser: ExpositionParser?
    var samples: [ExpositionSample] = []
  }

  private func scrape(_ target: Target) async -> Result<[ExpositionSample], PeerFailure> {
    let peer = "the target \(target.url)"
    var request = PeerRequest(
      peer: peer, url: target.url, headers: [("Accept", ExpositionFormat.accept)],
      timeoutSeconds: settings.timeoutSeconds)
    request.headers.append(("X-Prometheus-Scrape-Timeout-Seconds", "\(settings.timeoutSeconds)"))
    request.authorize(settings.bearer)
    let unreadable: @Sendable (ExpositionError) -> PeerFailure = {
      PeerFailure(.refused, "\(peer) shows no metrics that can be read: \($0)")
    }
    do throws(PeerFailure) {
      let (reply, body) = try await client.send(request, into: Reading()) {
        [limits] reading, chunk, reply throws(PeerFailure) in
        guard reply.isSuccess else { return }
        var parser =
          reading.parser ?? ExpositionParser(ExpositionFormat(contentType: reply.contentType), limits: limits)
        do throws(ExpositionError) {
          try parser.consume(chunk) { reading.samples.append($0) }
        } catch {
          throw unreadable(error)
        }
        reading.parser = parser
      }
      guard reply.isSuccess else { return .failure(reply.failure(of: peer, saying: "")) }
      var reading = body
      var parser = reading.parser ?? ExpositionParser(ExpositionFormat(contentType: reply.contentType), limits: limits)
      do throws(ExpositionError) {
        try parser.finish { reading.samples.append($0) }
      } catch {
        return .failure(unreadable(error))
      }
      return .success(reading.samples)
    } catch {
      return .failure(error)
    }
  }

  /// Takes up what a target showed; nil where it failed.
  ///
  /// - Returns: What is to be complained of.
  private func take(_ samples: [ExpositionSample]?, from target: Target, at time: Double) -> String? {
    let now = Int64((time * 1_000).rounded())
    // Those that say when they were measured do not end with a scrape either.
    var timed: Set<SeriesLabels> = []
    var written = (samples ?? []).map { sample in
      let labels = sample.labels.adding("instance", target.instance)
      if sample.milliseconds != nil { timed.insert(labels) }
      return WrittenSeries(
        labels: labels, samples: [Sample(milliseconds: sample.milliseconds ?? now, value: sample.value)])
    }
    if let up = try? SeriesLabels([.init(SeriesLabels.metric, "up"), .init("instance", target.instance)]) {
      // First, so that there is room for it in any case.
      written.insert(
        WrittenSeries(labels: up, samples: [Sample(milliseconds: now, value: samples == nil ? 0 : 1)]), at: 0)
    }
    var showing: Set<SeriesLabels> = []
    let outcome = store.write(written, at: time) { showing.insert($0) }
    showing.subtract(timed)
    let before = shown.withLock { $0.updateValue(showing, forKey: target.url) } ?? []
    let ended = before.subtracting(showing).map {
      WrittenSeries(labels: $0, samples: [Sample(milliseconds: now, value: StaleMarker.value)])
    }
    _ = store.write(ended, at: time)
    if outcome.refusedSeries > 0 {
      return "there is no room for \(outcome.refusedSeries) of its series; raise limits.series, or select fewer"
    }
    return outcome.complaint
  }
}
