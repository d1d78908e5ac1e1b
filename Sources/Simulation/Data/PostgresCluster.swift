import Numerics

/// The state of a database; see ``DatabaseSpecification`` for what its numbers mean.
///
/// Primary and replicas are queues of their own, the replicas one queue together. Reads move to the primary when replicas
/// are gone or too far behind. Commits wait for the primary only, so what was not replayed is lost with it.
public struct PostgresCluster: Sendable {
  public let specification: DatabaseSpecification
  private let shape: HoldingTime
  private var primary = ServiceQueue()
  private var standby = ServiceQueue()
  /// Nodes beside the primary.
  public private(set) var replicas: Int
  /// Seconds that replicas are behind.
  public private(set) var lagSeconds = 0.0
  /// Seconds until there is a primary again; 0 while there is one.
  private(set) var downSeconds = 0.0
  private var rebuilding = 0.0
  /// Fail-overs so far, and committed writes that went with old primaries.
  public private(set) var failovers = 0
  public private(set) var lostWrites = 0.0
  private var writeRate = 0.0

  /// Of the last tick: share of queries that failed, by kind; mean times in seconds; CPU of the primary, 0...1.
  public private(set) var failedReads = 0.0
  public private(set) var failedWrites = 0.0
  public private(set) var readSeconds = 0.0
  public private(set) var writeSeconds = 0.0
  public private(set) var utilization = 0.0
  public private(set) var refused = 0.0

  /// What goes wrong in a tick.
  struct Trouble {
    var isPrimaryLost = false
    var areAllLost = false
    /// By what queries take longer.
    var slowness = 1.0
    var isDiskFull = false
    /// Whether no connection gets through.
    var isUnreachable = false
  }

  init(_ specification: DatabaseSpecification) {
    self.specification = specification
    shape = HoldingTime(.lognormal, variation: 1)
    replicas = specification.replicas
    readSeconds = specification.queryMilliseconds / 1_000
    writeSeconds = readSeconds
  }

  /// Moves on by a tick.
  ///
  /// - Parameters:
  ///   - reads: Per second; writes likewise.
  ///   - connections: That all pools together want open.
  mutating func advance(
    reads: Double, writes: Double, connections: Double, hour: Double, trouble: Trouble, seconds: Double
  ) {
    lose(trouble, seconds)
    let isDown = downSeconds > 0 || trouble.isUnreachable
    downSeconds = max(0, downSeconds - seconds)
    refused = connections > specification.maxConnections ? 1 - specification.maxConnections / connections : 0
    let admitted = 1 - refused
    let canRead = replicas > 0 && lagSeconds <= specification.staleSeconds
    let split = canRead ? (isDown ? 1 : specification.readSplit) : 0
    let sinceBackup = (hour - specification.backupHour) * 60
    let isBackup = sinceBackup >= 0 && sinceBackup < specification.backupMinutes
    let hold = specification.queryMilliseconds / 1_000 * trouble.slowness

    let onPrimary = isDown ? 0 : (reads * (1 - split) + (trouble.isDiskFull ? 0 : writes)) * admitted
    let main = primary.advance(
      load(onPrimary, nodes: 1, hold: isBackup ? hold / (1 - specification.backupLoad) : hold), shape: shape,
      seconds: seconds)
    let side = standby.advance(
      load(reads * split * admitted, nodes: max(1, replicas), hold: hold), shape: shape, seconds: seconds)
    utilization =
      isDown ? 0 : min(1, onPrimary * hold / Double(specification.cores) + (isBackup ? specification.backupLoad : 0))
    let mainFailed = isDown ? 1 : main.arrived > 0 ? main.rejected / main.arrived : 0
    let sideFailed = side.arrived > 0 ? side.rejected / side.arrived : 0
    failedWrites = trouble.isDiskFull ? 1 : min(1, 1 - admitted * (1 - mainFailed))
    let unanswered = trouble.isUnreachable ? 1 : sideFailed
    failedReads = min(1, max(0, 1 - admitted * (1 - ((1 - split) * mainFailed + split * unanswered))))
    writeSeconds = isDown ? 0 : main.meanSeconds
    readSeconds = (isDown ? 0 : (1 - split) * main.meanSeconds) + split * side.meanSeconds

    writeRate = isDown || trouble.isDiskFull ? 0 : writes * admitted * (1 - mainFailed)
    // What is replayed too slowly piles up; 20 ms are the way.
    let pace = writeRate / specification.replayPerSecond
    lagSeconds = replicas == 0 ? 0 : max(0.02, lagSeconds + (pace - 1) * seconds)
  }

  private mutating func lose(_ trouble: Trouble, _ seconds: Double) {
    if trouble.areAllLost, downSeconds == 0 {
      (downSeconds, replicas) = (specification.restoreSeconds, 0)
      rebuilding = specification.restoreSeconds
      failovers += 1
    } else if trouble.isPrimaryLost, downSeconds == 0 {
      failovers += 1
      lostWrites += writeRate * lagSeconds
      if replicas > 0 {
        replicas -= 1
        downSeconds = specification.failoverSeconds
      } else {
        downSeconds = specification.restoreSeconds
      }
      rebuilding = specification.rebuildSeconds
    }
    guard rebuilding > 0 else { return }
    rebuilding = max(0, rebuilding - seconds)
    if rebuilding == 0 {
      replicas = min(specification.replicas, replicas + 1)
      if replicas < specification.replicas { rebuilding = specification.rebuildSeconds }
    }
  }

  private func load(_ arrivals: Double, nodes: Int, hold: Double) -> QueueLoad {
    QueueLoad(
      arrivals: arrivals, servers: nodes * specification.cores, holdingSeconds: hold,
      places: max(1, specification.maxConnections - Double(specification.cores)) * Double(nodes), timeoutSeconds: 30)
  }
}
