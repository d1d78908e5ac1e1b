/// Something that goes wrong on a platform for a while, with its label.
public struct PlatformFault: Sendable, Equatable {
  /// What goes wrong. `severity` means what each case says.
  public enum Kind: String, Sendable, CaseIterable {
    /// Another process takes this share of every replica's CPU (0.5).
    case cpuHog = "cpu-hog"
    /// Every replica leaks so many megabytes an hour (1500).
    case memoryLeak = "memory-leak"
    /// The service's own work takes so many times as long, without more CPU (4).
    case latency
    /// This share of its requests fails (0.1).
    case errors
    /// This share of packets to and from it is lost (0.05): each loss costs a retransmission of 200 ms, three in a row fail.
    case packetLoss = "packet-loss"
    /// A full disk: a database takes no writes, a service fails this share of its requests (0.5).
    case diskFull = "disk-full"
    /// A third of the service's replicas runs at this share of its speed less (0.6), unseen by their CPU.
    case noisyNeighbour = "noisy-neighbour"
    /// The service, database or cache does not answer.
    case dependencyDown = "dependency-down"
    /// A zone of the site goes, with its share of the nodes.
    case zoneOutage = "zone-outage"
    /// The site goes, with everything in it.
    case cloudOutage = "cloud-outage"
    /// Clients of the service send so many times as much (2.5) and try four more times without a pause.
    case retryStorm = "retry-storm"
    /// A bad version is rolled out: so many times as slow (3), and one request in twenty fails.
    case badDeployment = "bad-deployment"
    /// Clocks are wrong by so many seconds (90): metrics carry wrong times, and one token in ten is refused.
    case clockSkew = "clock-skew"
    /// No metrics come from the service.
    case metricLoss = "metric-loss"
    /// The cache restarts empty.
    case cacheRestart = "cache-restart"
    /// The database loses its primary.
    case primaryLoss = "primary-loss"
    /// A missing index: queries take so many times as long (8).
    case slowQueries = "slow-queries"

    /// The severity when none is given.
    public var severity: Double {
      switch self {
      case .cpuHog, .diskFull: 0.5
      case .memoryLeak: 1_500
      case .latency: 4
      case .errors: 0.1
      case .packetLoss: 0.05
      case .noisyNeighbour: 0.6
      case .retryStorm: 2.5
      case .badDeployment: 3
      case .clockSkew: 90
      case .slowQueries: 8
      case .dependencyDown, .zoneOutage, .cloudOutage, .metricLoss, .cacheRestart, .primaryLoss: 1
      }
    }

    /// The severities that make sense.
    var range: ClosedRange<Double> {
      switch self {
      case .cpuHog, .noisyNeighbour: 0.01...0.95
      case .errors, .diskFull: 0.001...1
      case .packetLoss: 0.001...0.5
      case .memoryLeak: 1...1e6
      case .latency, .badDeployment, .retryStorm, .slowQueries: 1...1_000
      case .clockSkew: -86_400...86_400
      case .dependencyDown, .zoneOutage, .cloudOutage, .metricLoss, .cacheRestart, .primaryLoss: 0...1
      }
    }
  }

  public var kind: Kind
  /// The service, database, cache or site it is of.
  public var target: String
  /// Minutes from the beginning, and how long.
  public var startMinutes: Double
  public var minutes: Double
  public var severity: Double

  public init(_ kind: Kind, target: String, startMinutes: Double, minutes: Double, severity: Double? = nil) {
    self.kind = kind
    self.target = target
    self.startMinutes = startMinutes
    self.minutes = minutes
    self.severity = severity ?? kind.severity
  }

  /// The ticks in which it acts, one at least.
  public func ticks(of seconds: Double) -> Range<Int> {
    let first = Int(startMinutes * 60 / seconds)
    return first..<max(first + 1, Int((startMinutes + minutes) * 60 / seconds))
  }
}
