import Scaling
import Telemetry

/// A scenario played out: its load, its faults, and clusters to run policies in.
///
/// All policies meet the same load, the same faults and the same measurement noise.
public struct ScenarioWorld: Sendable {
  /// The first Monday of 1970, in Unix seconds: scenarios begin on a Monday, and their weekends are weekends.
  private static let monday = 4 * 86_400.0

  public let scenario: Scenario
  public let trace: LoadTrace
  public let faults: [Fault]
  private let seed: UInt64

  /// - Parameters:
  ///   - days: How long; a longer world begins with the days of a shorter one.
  ///   - seed: Of load, faults and noise.
  /// - Throws: `SimulationError.field` when the scenario makes no sense.
  public init(_ scenario: Scenario, days: Double, tickSeconds: Double = 15, seed: UInt64) throws(SimulationError) {
    let scenario = try scenario.validated()
    self.scenario = scenario
    self.seed = seed
    var generator = WorkloadGenerator(scenario, tickSeconds: tickSeconds, seed: seed)
    let loads = generator.loads(ticks: Int(days * 86_400 / tickSeconds))
    trace = LoadTrace(
      loads: loads.map { $0 / scenario.replicaCapacity }, tickSeconds: tickSeconds,
      replicaCapacity: scenario.replicaCapacity, startTime: Self.monday)
    faults = Fault.schedule(
      days: days, perDay: scenario.faultsPerDay, tickSeconds: tickSeconds, seed: seed &+ 0x6661_756C_7473)
  }

  /// Requests per second per replica that a policy is told.
  public var ratedCapacity: Double { scenario.replicaCapacity * scenario.ratedUtilization }

  /// A cluster that meets this world.
  public func cluster(timing: ScalingTiming, limits: ReplicaLimits, scoredFrom: Int = 0) -> SimulatedCluster {
    SimulatedCluster(
      trace: trace, service: ServiceModel(scenario, faults: faults, seed: seed &+ 0x6E6F_6973_65), timing: timing,
      limits: limits, scoredFrom: scoredFrom)
  }

  /// The faults as labels on rows of `rowSeconds`, from row `first` on, as far as there are rows.
  public func labels(rowSeconds: Double, from first: Int = 0) -> [LabelledInterval] {
    let ticks = Int(rowSeconds / trace.tickSeconds)
    let last = trace.loads.count / ticks - 1 - first
    return faults.compactMap { fault in
      let start = fault.ticks.lowerBound / ticks - first
      let end = min((fault.ticks.upperBound - 1) / ticks - first, last)
      return end < 0 || start > end ? nil : LabelledInterval(start: max(0, start), end: end, kind: fault.kind.rawValue)
    }
  }

  /// The metrics of this world under the Kubernetes HPA, one row per `rowSeconds`.
  ///
  /// - Returns: Columns `requestsPerSecond`, `cpuPercent`, `memoryPercent`, `latencyP95Milliseconds`, `errorPercent` and
  ///   `readyReplicas`: means over the ticks of a row.
  public func metrics(rowSeconds: Double = 60) -> MetricTable {
    let limits = ReplicaLimits()
    var policy = HorizontalPodAutoscalerPolicy(limits: limits)
    var cluster = cluster(timing: ScalingTiming(lagTicks: 0, startupTicks: 4), limits: limits)
    let ticks = Int(rowSeconds / trace.tickSeconds)
    let names = Metric.allCases.map(\.rawValue) + ["readyReplicas"]
    var columns = [[Double]](repeating: [], count: names.count)
    var sums = [Double](repeating: 0, count: names.count)
    while let observation = cluster.next() {
      for (index, metric) in Metric.allCases.enumerated() { sums[index] += metric.value(in: observation) ?? .nan }
      sums[names.count - 1] += Double(cluster.ready)
      if cluster.currentTick % ticks == ticks - 1 {
        for index in sums.indices {
          columns[index].append((sums[index] / Double(ticks) * 1e4).rounded() / 1e4)
          sums[index] = 0
        }
      }
      let input = ScalingInput(
        timestamp: observation.timestamp, load: .nan, utilization: Float((observation.cpuPercent ?? 0) / 100),
        ready: cluster.ready, starting: observation.startingReplicas ?? 0)
      cluster.scale(to: policy.decide(input).replicas)
    }
    let times = columns[0].indices.map { trace.startTime + Double($0) * rowSeconds }
    return MetricTable(names: names, columns: columns, timestamps: times, interval: rowSeconds)
  }
}
