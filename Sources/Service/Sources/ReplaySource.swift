import Foundation
import ServiceLifecycle
import Telemetry

/// A recorded file, replayed at speed as if it happened now.
struct ReplaySource: Service {
  let core: ServiceCore
  let workload: Workload
  let settings: ReplaySettings

  func run() async throws {
    let observations = try Self.observations(settings)
    core.readiness.done(workload.name)
    guard let first = observations.first else { return }
    let clock = ContinuousClock()
    let start = clock.now
    // Rows that are known from before a restart are not sent again.
    let newest = workload.latest?.observation.timestamp
    await cancelWhenGracefulShutdown {
      for observation in observations where newest.map({ observation.timestamp > $0 }) ?? true {
        let offset = observation.timestamp - max(first.timestamp, newest ?? first.timestamp)
        try? await Task.sleep(until: start + .seconds(offset / settings.speed), clock: clock)
        guard !Task.isCancelled else { return }
        do {
          _ = try await core.intake.decide(observation, for: workload)
        } catch {
          core.meter.sourceFailed(workload.id, source: workload.settings.source.name)
          core.log.error("a row of \(settings.file) is lost: \(error)")
        }
      }
      core.log.info("\(settings.file) is at its end; workload '\(workload.name)' gets no more observations")
    }
  }

  /// The file's rows as observations, in order; duplicate and backward times are dropped.
  static func observations(_ settings: ReplaySettings) throws -> [Observation] {
    let options = CSVOptions(
      interval: settings.intervalSeconds, columns: settings.column.map { [$0] }, dropsOutOfOrderRows: true)
    let table = try CSVFile.read(settings.file, options)
    guard let interval = settings.intervalSeconds ?? table.interval else {
      throw ServiceError.resource(
        "\(settings.file) has no time column and no intervalSeconds is given; give one of the two")
    }
    if settings.column != nil {
      return (0..<table.rowCount).map { row in
        let count = table.columns[0][row]
        let time = table.timestamps?[row] ?? Double(row) * interval
        return Observation(timestamp: time, requestsPerSecond: count.isNaN ? nil : count / interval)
      }
    }
    var source = try CSVMetricSource(table, name: settings.file)
    var observations: [Observation] = []
    while let observation = source.next() { observations.append(observation) }
    return observations
  }
}
