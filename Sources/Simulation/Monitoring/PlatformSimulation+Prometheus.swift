extension PlatformSimulation {
  /// What a Prometheus scrape of the platform gets now: the text exposition format, version 0.0.4.
  ///
  /// Of every service: requests and errors as counters, which fall when replicas go, and quantiles of the duration. Of
  /// every replica: CPU, memory, disk and network. Of every site: nodes. Of the stores: what their exporters say.
  ///
  /// - Complexity: O(replicas).
  public func prometheusText() -> String {
    var text = ""
    func begin(_ name: String, _ type: String, _ help: String) {
      text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }
    func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
      let inside = labels.map { "\($0)=\"\($1)\"" }.joined(separator: ",")
      text += inside.isEmpty ? "\(name) \(value)\n" : "\(name){\(inside)} \(value)\n"
    }
    func of(_ cell: Int) -> [(String, String)] {
      [("service", service(of: cell).name), ("site", site(of: cell).name)]
    }
    let measured = cells.indices.filter { troubles.services[$0].hasMetrics }
    begin("http_requests_total", "counter", "Requests that were answered.")
    for cell in measured { line("http_requests_total", of(cell), cells[cell].requestCounter) }
    begin("http_errors_total", "counter", "Requests that failed.")
    for cell in measured { line("http_errors_total", of(cell), cells[cell].errorCounter) }
    begin("http_request_duration_seconds", "summary", "Quantiles of the newest 15 s.")
    for cell in measured {
      let tick = cells[cell].tick
      for (level, value) in [("0.5", tick.medianSeconds), ("0.95", tick.p95Seconds), ("0.99", tick.p99Seconds)] {
        line("http_request_duration_seconds", of(cell) + [("quantile", level)], value)
      }
    }
    begin("service_replicas", "gauge", "Replicas that are ready, or are not yet.")
    for cell in cells.indices {
      line("service_replicas", of(cell) + [("state", "ready")], Double(cells[cell].ready))
      line("service_replicas", of(cell) + [("state", "starting")], Double(cells[cell].notReady))
    }
    for (name, help, value) in Self.replicaMetrics {
      begin(name, "gauge", help)
      for cell in measured {
        for replica in 0..<cells[cell].ready {
          let jitter = 1 + 0.1 * Self.spread(cell, replica, tick)
          line(name, of(cell) + [("replica", "\(service(of: cell).name)-\(replica)")], value(cells[cell], jitter))
        }
      }
    }
    begin("site_nodes", "gauge", "Nodes that are there.")
    for (index, site) in scenario.sites.enumerated() {
      line("site_nodes", [("site", site.name)], Double(pools[index].nodes))
    }
    begin("pg_replication_lag_seconds", "gauge", "Seconds that replicas are behind.")
    for database in databases {
      line("pg_replication_lag_seconds", [("database", database.specification.name)], database.lagSeconds)
    }
    begin("redis_hit_ratio", "gauge", "Share of look-ups of the newest 15 s that was answered.")
    for index in caches.indices {
      line("redis_hit_ratio", [("cache", caches[index].specification.name)], hitRatio(of: index))
    }
    begin("kafka_consumergroup_lag", "gauge", "Messages that wait.")
    for topic in topics { line("kafka_consumergroup_lag", [("topic", topic.specification.name)], topic.lag) }
    return text
  }

  private typealias ReplicaMetric = (name: String, help: String, value: @Sendable (Cell, Double) -> Double)

  private static let replicaMetrics: [ReplicaMetric] = [
    ("replica_cpu_ratio", "Share of the CPU in use.", { min(1, $0.cpu * $1) }),
    ("replica_memory_bytes", "Memory in use.", { $0.megabytes * 1_048_576 * (1 + ($1 - 1) / 5) }),
    (
      "replica_disk_bytes", "Disk in use: an image, and a log line a request since it was written out.",
      { 8e8 + 200 * $0.tick.served / Double(max(1, $0.ready)) * 240 * $1 }
    ),
    (
      "replica_network_bytes_per_second", "Traffic in and out.",
      { 20_000 * $0.tick.served / 15 / Double(max(1, $0.ready)) * $1 }
    ),
  ]

  /// A number in -1...1 that a replica has at a tick, and keeps in part from tick to tick.
  private static func spread(_ cell: Int, _ replica: Int, _ tick: Int) -> Double {
    func hash(_ value: Int) -> Double {
      var x = UInt64(bitPattern: Int64(value)) &* 0x9E37_79B9_7F4A_7C15
      x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
      return Double((x ^ (x >> 27)) >> 11) * 0x1p-52 - 1
    }
    let own = cell &* 1_000_003 &+ replica
    return 0.6 * hash(own) + 0.4 * hash(own &* 31 &+ tick &* 7_919)
  }
}
