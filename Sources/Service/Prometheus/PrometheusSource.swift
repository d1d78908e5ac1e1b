import Logging
import Telemetry

/// A workload's observations by PromQL: one query for each field, all at the same time.
package struct PrometheusSource: Sendable {
  private let queries: [(field: ObservationField, expression: String)]
  private let tickSeconds: Double
  private let prometheus: PrometheusClient
  private let complaints: ComplaintLog

  /// - Parameter workload: Its name, for the log.
  package init(
    _ settings: PrometheusSettings, tickSeconds: Double, workload: String, client: PeerClient, log: Logger,
    backoff: Backoff = Backoff()
  ) {
    queries = ObservationField.allCases.compactMap { field in
      settings.queries.expressions[field].map { (field, $0) }
    }
    self.tickSeconds = tickSeconds
    prometheus = PrometheusClient(
      url: settings.url, bearer: settings.bearer, timeoutSeconds: settings.timeoutSeconds, backoff: backoff,
      client: client)
    complaints = ComplaintLog("the source of '\(workload)'", log: log)
  }

  /// What a field's query came to: its value, if any, and what is to be complained of.
  private struct Outcome<Value: Sendable>: Sendable {
    var field: ObservationField
    var value: Value?
    var failure: PeerFailure?
    var warnings: [String] = []
  }

  /// The tick that ends at `time`; a field whose query fails, or has no value, is missing.
  ///
  /// - Parameter time: In seconds since 1970, best a multiple of the tick.
  /// - Throws: `ServiceError.peer` when all queries fail.
  package func observation(at time: Double) async throws(ServiceError) -> Observation {
    let outcomes = await each { prometheus, expression throws(PeerFailure) in
      let answer = try await prometheus.query(expression, at: time)
      return (try Self.single(answer, expression)?.points.last?.value, answer.warnings)
    }
    try report(outcomes)
    var fields: [ObservationField: Double] = [:]
    for outcome in outcomes { fields[outcome.field] = outcome.value }
    return Observation(timestamp: time, fields: fields)
  }

  /// The ticks of the past, one row for each multiple of the tick; NaN is missing.
  ///
  /// - Returns: A column for each field that has a query, named as the field.
  /// - Throws: `ServiceError.peer` when all queries fail; otherwise those that fail are columns of NaN.
  package func history(from: Double, to: Double) async throws(ServiceError) -> MetricTable {
    let first = (from / tickSeconds).rounded(.up)
    let count = max(0, Int((to / tickSeconds).rounded(.down) - first) + 1)
    let start = first * tickSeconds
    let step = tickSeconds
    let outcomes = await each { prometheus, expression throws(PeerFailure) in
      var column = [Double](repeating: .nan, count: count)
      guard count > 0 else { return (column, []) }
      let answer = try await prometheus.queryRange(
        expression, from: start, through: start + Double(count - 1) * step, step: step)
      for point in try Self.single(answer, expression)?.points ?? [] {
        let row = Int(((point.time - start) / step).rounded())
        if column.indices.contains(row) { column[row] = point.value }
      }
      return (column, answer.warnings)
    }
    try report(outcomes)
    return MetricTable(
      names: outcomes.map(\.field.rawValue),
      columns: outcomes.map { $0.value ?? [Double](repeating: .nan, count: count) },
      timestamps: (0..<count).map { start + Double($0) * step }, interval: step)
  }

  /// The only series of an answer, nil where there is none.
  private static func single(
    _ answer: PrometheusAnswer, _ expression: String
  ) throws(PeerFailure) -> PrometheusSeries? {
    guard answer.series.count <= 1 else {
      throw PeerFailure(
        .refused,
        "'\(expression)' gives \(answer.series.count) series where one is needed; aggregate it, as with sum() or avg()")
    }
    return answer.series.first
  }

  /// Runs every field's query, all at once.
  private func each<Value: Sendable>(
    _ body: @escaping @Sendable (PrometheusClient, String) async throws(PeerFailure) -> (Value?, [String])
  ) async -> [Outcome<Value>] {
    await withTaskGroup(of: (Int, Outcome<Value>).self) { group in
      for (index, query) in queries.enumerated() {
        group.addTask { [prometheus] in
          do throws(PeerFailure) {
            let (value, warnings) = try await body(prometheus, query.expression)
            return (index, Outcome(field: query.field, value: value, warnings: warnings))
          } catch {
            return (index, Outcome(field: query.field, failure: error))
          }
        }
      }
      var outcomes: [(Int, Outcome<Value>)] = []
      for await outcome in group { outcomes.append(outcome) }
      return outcomes.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private func report<Value>(_ outcomes: [Outcome<Value>]) throws(ServiceError) {
    var standing: [String: String] = [:]
    for outcome in outcomes {
      if let failure = outcome.failure {
        standing[outcome.field.rawValue] = failure.sentence
      } else if !outcome.warnings.isEmpty {
        standing[outcome.field.rawValue] = outcome.warnings.joined(separator: "; ")
      }
    }
    complaints.update(standing)
    guard let first = outcomes.first(where: { $0.failure != nil })?.failure, outcomes.allSatisfy({ $0.failure != nil })
    else { return }
    throw .peer(first.sentence)
  }
}
