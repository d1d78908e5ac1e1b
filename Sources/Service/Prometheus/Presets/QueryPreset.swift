/// Ready-made query tables for the metrics that most people have.
///
/// Every expression gives one series, in the unit of its field. Counters go through `rate`, which takes resets into
/// account. What a preset does not know can be added, or put in its place, with `QueryTable.merging(_:)`.
public enum QueryPreset: String, Sendable, CaseIterable {
  /// Machines with a node-exporter.
  ///
  /// | field | from | unit |
  /// |---|---|---|
  /// | cpuPercent | `node_cpu_seconds_total`, all modes but idle | % of all cores |
  /// | memoryPercent | `node_memory_MemAvailable_bytes` of `node_memory_MemTotal_bytes` | % |
  /// | readyReplicas | `up` | machines that answer |
  ///
  /// A node-exporter knows of no requests: add `requestsPerSecond`, by a preset or by hand.
  case nodeExporter = "node-exporter"

  /// Pods of a Deployment or StatefulSet, with cAdvisor (the kubelet) and kube-state-metrics.
  ///
  /// | field | from | unit |
  /// |---|---|---|
  /// | cpuPercent | `container_cpu_usage_seconds_total` of the ready pods | % of their requests |
  /// | memoryPercent | `container_memory_working_set_bytes` of the ready pods | % of their requests |
  /// | readyReplicas | `kube_deployment_status_replicas_ready` | pods |
  /// | startingReplicas | `kube_deployment_status_replicas` less the ready ones | pods |
  ///
  /// What pods request is in `kube_pod_container_resource_requests`. Of HTTP requests neither knows: add
  /// `requestsPerSecond`, as with the preset `http`.
  case kubernetes

  /// Processes with the usual HTTP metrics, as most client libraries and frameworks name them.
  ///
  /// | field | from | unit |
  /// |---|---|---|
  /// | requestsPerSecond | `http_requests_total`, or else `http_request_duration_seconds_count` | requests/s |
  /// | errorPercent | the same with a `status`, `code` or `status_code` of 5xx | % of requests |
  /// | latencyP95Milliseconds | `http_request_duration_seconds_bucket` | ms |
  /// | cpuPercent | `process_cpu_seconds_total` | % of the cores that a replica may use |
  /// | readyReplicas | `up` | processes that answer |
  case http

  /// A value that stands in a preset's expressions.
  public struct Parameter: Sendable, Equatable {
    public var name: String
    /// What it is without being given.
    public var standard: String?
    public var isRequired = false
    public var meaning: String
  }

  private static let window = Parameter(
    name: "window", standard: "1m", meaning: "span of rates, a PromQL duration; at least four scrapes long")

  public var parameters: [Parameter] {
    switch self {
    case .nodeExporter:
      [Parameter(name: "job", standard: "node", meaning: "job that scrapes the node-exporters"), Self.window]
    case .kubernetes:
      [
        Parameter(name: "namespace", isRequired: true, meaning: "namespace of the pods"),
        Parameter(name: "deployment", meaning: "name of the Deployment; or else 'statefulset'"),
        Parameter(name: "statefulset", meaning: "name of the StatefulSet; or else 'deployment'"), Self.window,
      ]
    case .http:
      [
        Parameter(name: "job", isRequired: true, meaning: "job that scrapes the processes"),
        Parameter(name: "cores", standard: "1", meaning: "CPU cores that one replica may use"), Self.window,
      ]
    }
  }

  /// The table of this preset.
  ///
  /// - Parameter given: Parameters by name; values are quoted as PromQL needs it.
  /// - Throws: `ServiceError.configuration` for a parameter that is missing, unknown or of the wrong form.
  public func table(_ given: [String: String] = [:]) throws(ServiceError) -> QueryTable {
    if let unknown = given.keys.sorted().first(where: { name in !parameters.contains { $0.name == name } }) {
      throw complaint("has no parameter '\(unknown)', expected \(parameters.map(\.name).joined(separator: ", "))")
    }
    var values: [String: String] = [:]
    for parameter in parameters {
      values[parameter.name] = given[parameter.name].flatMap { $0.isEmpty ? nil : $0 } ?? parameter.standard
      if parameter.isRequired, values[parameter.name] == nil {
        throw complaint("needs '\(parameter.name)' (\(parameter.meaning))")
      }
    }
    let window = values["window"] ?? ""
    guard window.wholeMatch(of: /([0-9]+(ms|s|m|h|d))+/) != nil else {
      throw complaint("has the window '\(window)', expected a PromQL duration such as 2m")
    }
    switch self {
    case .nodeExporter: return .nodeExporter(job: values["job"] ?? "", window: window)
    case .kubernetes:
      let owners = KubernetesKind.allCases.filter { values[$0.rawValue] != nil }
      guard owners.count == 1, let kind = owners.first, let name = values[kind.rawValue] else {
        throw complaint("has \(owners.count) owners of pods, expected either 'deployment' or 'statefulset'")
      }
      return .kubernetes(namespace: values["namespace"] ?? "", owner: name, kind: kind, window: window)
    case .http:
      guard let cores = Double(values["cores"] ?? ""), cores > 0, cores.isFinite else {
        throw complaint("has \(values["cores"] ?? "") cores, expected a number above 0")
      }
      return .http(job: values["job"] ?? "", cores: cores, window: window)
    }
  }

  private func complaint(_ text: String) -> ServiceError { .configuration(["preset \(rawValue) \(text)"]) }
}
