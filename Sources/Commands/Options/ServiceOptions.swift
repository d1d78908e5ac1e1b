import ArgumentParser

/// What a service's replicas serve, and how long metrics and replicas take to arrive.
struct ServiceOptions: ParsableArguments {
  @Option(
    help: "Load that one replica serves per row, in the column's unit (default: the column's largest value / 50).")
  var replicaCapacity: Double?

  @Option(help: "Seconds from ordering a replica until it serves.")
  var startup = 60.0

  @Option(help: "Seconds that a metric is old when a policy sees it.")
  var metricLag = 30.0

  /// Refuses times of more ticks than a cluster is run with.
  func check(tick: Double = 15) throws {
    for (option, value, ticks) in [("--startup", startup, 500.0), ("--metric-lag", metricLag, 100)] {
      guard (0...ticks * tick).contains(value) else {
        throw ValidationError("\(option) is \(value), expected 0 to \(ticks * tick) seconds")
      }
    }
  }
}
