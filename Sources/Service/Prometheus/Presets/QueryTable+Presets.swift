extension QueryTable {
  /// This table with the expressions of another one in place of its own, where that has some.
  public func merging(_ other: QueryTable) -> QueryTable {
    QueryTable(expressions.merging(other.expressions) { _, new in new })
  }

  static func nodeExporter(job: String, window: String) -> QueryTable {
    let job = promQL(job)
    return QueryTable([
      .cpuPercent: "100 * (1 - avg(rate(node_cpu_seconds_total{job=\(job),mode=\"idle\"}[\(window)])))",
      .memoryPercent:
        "100 * (1 - sum(node_memory_MemAvailable_bytes{job=\(job)}) / sum(node_memory_MemTotal_bytes{job=\(job)}))",
      .readyReplicas: "sum(up{job=\(job)})",
    ])
  }

  static func kubernetes(namespace: String, owner name: String, kind: KubernetesKind, window: String) -> QueryTable {
    let names = "namespace=\(promQL(namespace))"
    let pods = "\(names),pod=~\(promQL(escapedRegex(name) + kind.podSuffix))"
    let isReady = "and on (namespace, pod) kube_pod_status_ready{\(pods),condition=\"true\"} == 1"
    let containers = "\(pods),container!=\"\",container!=\"POD\""
    func percent(_ usage: String, of resource: String) -> String {
      let requests = "kube_pod_container_resource_requests{\(pods),resource=\"\(resource)\"}"
      func total(_ expression: String) -> String { "sum(sum by (namespace, pod) (\(expression)) \(isReady))" }
      return "100 * \(total(usage)) / \(total(requests))"
    }
    let owner = "{\(names),\(kind.rawValue)=\(promQL(name))}"
    let ready = "sum(kube_\(kind.rawValue)_status_replicas_ready\(owner))"
    return QueryTable([
      .cpuPercent: percent("rate(container_cpu_usage_seconds_total{\(containers)}[\(window)])", of: "cpu"),
      .memoryPercent: percent("container_memory_working_set_bytes{\(containers)}", of: "memory"),
      .readyReplicas: ready,
      .startingReplicas: "clamp_min(sum(kube_\(kind.rawValue)_status_replicas\(owner)) - \(ready), 0)",
    ])
  }

  static func http(job: String, cores: Double, window: String) -> QueryTable {
    let job = "job=\(promQL(job))"
    func rates(_ matchers: String) -> [String] {
      ["http_requests_total", "http_request_duration_seconds_count"].map { "sum(rate(\($0){\(matchers)}[\(window)]))" }
    }
    let requests = rates(job).joined(separator: " or ")
    // Whichever of the labels there is names the status; no series of it yet means no errors yet.
    let errors = ["status", "code", "status_code"].flatMap { rates("\(job),\($0)=~\"5..\"") } + ["vector(0)"]
    return QueryTable([
      .requestsPerSecond: requests,
      .latencyP95Milliseconds:
        "1000 * histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{\(job)}[\(window)])))",
      .errorPercent: "100 * (\(errors.joined(separator: " or "))) / (\(requests))",
      .cpuPercent: "100 / \(cores) * avg(rate(process_cpu_seconds_total{\(job)}[\(window)]))",
      .readyReplicas: "sum(up{\(job)})",
    ])
  }

  /// A string in PromQL's double quotes.
  private static func promQL(_ text: String) -> String {
    var quoted = "\""
    for character in text.unicodeScalars {
      switch character {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      default: quoted.unicodeScalars.append(character)
      }
    }
    return quoted + "\""
  }

  /// A regular expression that matches nothing but `text`.
  private static func escapedRegex(_ text: String) -> String {
    String(text.flatMap { "\\.+*?()|[]{}^$".contains($0) ? ["\\", $0] : [$0] })
  }
}
