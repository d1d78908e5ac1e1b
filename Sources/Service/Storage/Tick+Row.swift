import Engine
import GRDB
import Scaling
import Telemetry

/// A tick as a row of the table `tick`.
extension Tick {
  /// In the order of `arguments` and of `init(_:)`.
  private static let columns = [
    "workload", "sequence", "time", "requests_per_second", "cpu_percent", "memory_percent", "latency_p95_milliseconds",
    "error_percent", "ready_replicas", "starting_replicas", "rung", "forecaster", "detector", "replicas", "policy",
    "reason",
    "forecast_seconds", "forecast_median", "forecast_upper", "anomaly_score", "degraded", "guardrail",
    "promotion_state",
    "promotion_hours", "promotion_cost_share", "promotion_loss_share", "replica_capacity", "replica_capacity_error",
    "startup_seconds", "latency_microseconds",
  ]

  static let insertion =
    "INSERT INTO tick (\(columns.joined(separator: ", "))) VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))"

  /// Ticks of workloads that are still there; conditions follow.
  static let selection =
    "SELECT tick.id, \(columns.map { "tick." + $0 }.joined(separator: ", ")), workload.name "
    + "FROM tick JOIN workload ON workload.id = tick.workload AND NOT workload.removed"

  var arguments: StatementArguments {
    let forecast = decision?.forecast
    let promotion = decision?.promotion
    return [
      workload, sequence, observation.timestamp, observation.requestsPerSecond, observation.cpuPercent,
      observation.memoryPercent, observation.latencyP95Milliseconds, observation.errorPercent,
      observation.readyReplicas,
      observation.startingReplicas, rung.rawValue, models.forecaster, models.detector, decision?.replicas,
      decision?.policy, decision?.reason, forecast?.horizonSeconds, forecast?.median, forecast?.upper,
      decision?.anomalyScore, decision?.degraded, decision?.guardrail, promotion?.state.rawValue, promotion?.hours,
      promotion?.costShare, promotion?.lossShare, decision?.replicaCapacity, decision?.replicaCapacityError,
      decision?.startupSeconds, decision?.latencyMicroseconds,
    ]
  }

  /// - Parameter row: Of `selection`.
  init(_ row: Row) throws {
    var columns = ColumnReader(row)
    let id = try columns.value(Int64.self)
    let workload = try columns.value(Int64.self)
    let sequence = try columns.value(Int64.self)
    let observation = Observation(
      timestamp: try columns.value(), requestsPerSecond: try columns.optional(), cpuPercent: try columns.optional(),
      memoryPercent: try columns.optional(), latencyP95Milliseconds: try columns.optional(),
      errorPercent: try columns.optional(), readyReplicas: try columns.optional(),
      startingReplicas: try columns.optional())
    let rung = try columns.value(LatencyRung.self)
    let models = ModelHashes(forecaster: try columns.optional(), detector: try columns.optional())
    var decision: DecisionMessage?
    if let replicas = try columns.optional(Int.self) {
      decision = DecisionMessage(
        timestamp: observation.timestamp, workload: nil, replicas: replicas, policy: try columns.value(),
        reason: try columns.value(), forecast: try Self.forecast(&columns), anomalyScore: try columns.optional(),
        degraded: try columns.optional(), guardrail: try columns.optional(), promotion: try Self.promotion(&columns),
        replicaCapacity: try columns.optional(), replicaCapacityError: try columns.optional(),
        startupSeconds: try columns.optional(), latencyMicroseconds: try columns.number())
      decision?.workload = try columns.value()
    }
    self.init(
      id: id, workload: workload, sequence: sequence, observation: observation, rung: rung, decision: decision,
      models: models)
  }

  private static func forecast(_ columns: inout ColumnReader) throws -> LeadForecast? {
    let seconds = try columns.optional(Double.self)
    let (median, upper) = (try columns.number(), try columns.number())
    return seconds.map { LeadForecast(horizonSeconds: $0, median: median, upper: upper) }
  }

  private static func promotion(_ columns: inout ColumnReader) throws -> Promotion? {
    let state = try columns.optional(Promotion.State.self)
    let (hours, cost, loss) = (
      try columns.number(), try columns.optional(Double.self), try columns.optional(Double.self)
    )
    return state.map { Promotion(state: $0, hours: hours, costShare: cost, lossShare: loss) }
  }
}

extension LatencyRung: DatabaseValueConvertible {}
extension Promotion.State: DatabaseValueConvertible {}
