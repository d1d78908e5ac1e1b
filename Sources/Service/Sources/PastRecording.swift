import AsyncHTTPClient
import Engine
import Foundation
import Logging
import Telemetry

/// A workload's real past out of a Prometheus, for `tidegate simulate --prometheus`.
struct PastRecording {
  let name: String
  let workload: WorkloadConfiguration
  /// Requests per second of each tick; NaN is missing.
  let loads: [Double]
  let startTime: Double

  /// - Parameters:
  ///   - url: Of the Prometheus.
  ///   - file: The workload as in the configuration file, in a file of its own, with `source.prometheus`' queries.
  ///   - since: Seconds back from now.
  init(_ url: String, file: String, since: Double) async throws {
    let (settings, _) = try WorkloadSettings.load(path: file, prometheus: url)
    guard case .prometheus(let prometheus) = settings.source else {
      throw ServiceError.configuration([
        "\(file): the workload has no source.prometheus, expected one with queries or a preset; see deploy/tidegate.yaml"
      ])
    }
    let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: PeerClient.configuration)
    let tick = settings.configuration.tickSeconds
    let source = PrometheusSource(
      prometheus, tickSeconds: tick, workload: settings.name, client: PeerClient(http), log: Logger(label: "tidegate"))
    let now = Date().timeIntervalSince1970
    let table: MetricTable
    do {
      table = try await source.history(from: now - since, to: now)
    } catch {
      try? await http.shutdown()
      throw error
    }
    try await http.shutdown()
    guard let column = table.names.firstIndex(of: ObservationField.requestsPerSecond.rawValue),
      let first = table.columns[column].firstIndex(where: { $0.isFinite })
    else {
      throw ServiceError.peer(
        "\(url) has no requestsPerSecond of '\(settings.name)' in that time; check the query, or give a longer --since")
    }
    name = settings.name
    loads = Array(table.columns[column][first...])
    startTime = table.timestamps?[first] ?? 0
    var workload = settings.configuration
    if workload.replicaCapacity == nil {
      workload.replicaCapacity = Self.capacity(in: table, from: first)
    }
    self.workload = workload
  }

  /// What one replica serves, from load, CPU and ready replicas by the utilization law; nil without them.
  private static func capacity(in table: MetricTable, from first: Int) -> Double? {
    func column(_ field: ObservationField) -> [Double]? {
      table.names.firstIndex(of: field.rawValue).map { table.columns[$0] }
    }
    guard let loads = column(.requestsPerSecond), let cpu = column(.cpuPercent), let ready = column(.readyReplicas)
    else {
      return nil
    }
    var (load, busy) = (0.0, 0.0)
    for row in first..<loads.count where (10..<98).contains(cpu[row]) && ready[row] >= 1 && loads[row] > 0 {
      load += loads[row]
      busy += ready[row] * cpu[row] / 100
    }
    return busy > 0 ? load / busy : nil
  }
}
