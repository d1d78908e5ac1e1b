/// Worlds to test detectors in: every kind of fault at rising severity on a small platform, and the same without.
///
/// Each rung is one fault on the second day, after a day and a half to learn from; its control is the same seed without it.
public struct FaultLadder: Sendable {
  /// A step of the ladder.
  public struct Rung: Sendable {
    public var fault: PlatformFault
    /// 0 for mild, 1 for the usual severity, 2 for strong.
    public var level: Int
    /// Services in which the fault is at home: its target, or those that use the store.
    public var services: Set<String>
    public var scenario: PlatformScenario
  }

  public let rungs: [Rung]
  /// The platform without any fault.
  public let control: PlatformScenario
  /// Minutes before which no fault begins.
  public static let quietMinutes = 36.0 * 60

  /// - Parameters:
  ///   - levels: Of 0, 1 and 2.
  ///   - kinds: The faults to climb; all that a detector can see by default.
  public init(levels: [Int] = [0, 1, 2], kinds: [PlatformFault.Kind] = FaultLadder.kinds) throws(SimulationError) {
    guard var base = try PlatformScenario.shipped("calm-shop") else {
      throw .unknownScenario("calm-shop", known: PlatformScenario.shippedNames)
    }
    base.hours = 44
    control = base
    var rungs: [Rung] = []
    for kind in kinds {
      for level in levels {
        let target = Self.target(of: kind)
        let severity = Self.severity(of: kind, level: level)
        let fault = PlatformFault(
          kind, target: target, startMinutes: Self.quietMinutes + 60, minutes: kind == .memoryLeak ? 120 : 45,
          severity: severity)
        var scenario = base
        scenario.faults = [fault]
        rungs.append(Rung(fault: fault, level: level, services: Self.services(of: kind, target), scenario: scenario))
      }
    }
    self.rungs = rungs
  }

  /// Faults that show in metrics of services.
  public static let kinds: [PlatformFault.Kind] = [
    .cpuHog, .memoryLeak, .latency, .errors, .packetLoss, .diskFull, .noisyNeighbour, .dependencyDown, .retryStorm,
    .badDeployment, .metricLoss, .cacheRestart, .primaryLoss, .slowQueries, .zoneOutage,
  ]

  private static func target(of kind: PlatformFault.Kind) -> String {
    switch kind {
    case .cacheRestart: "products"
    case .primaryLoss, .slowQueries: "shop"
    case .zoneOutage, .cloudOutage: "eu-west"
    case .retryStorm: "web"
    case .dependencyDown: "payment"
    default: "catalog"
    }
  }

  private static func services(of kind: PlatformFault.Kind, _ target: String) -> Set<String> {
    switch kind {
    case .cacheRestart: ["catalog"]
    case .primaryLoss, .slowQueries: ["checkout", "catalog"]
    case .zoneOutage, .cloudOutage: ["web", "catalog", "checkout", "payment", "fulfilment"]
    default: [target]
    }
  }

  private static func severity(of kind: PlatformFault.Kind, level: Int) -> Double {
    switch kind {
    case .cpuHog, .noisyNeighbour: [0.2, 0.4, 0.7][level]
    case .memoryLeak: [150, 600, 2_000][level]
    case .latency: [1.5, 3, 10][level]
    case .errors, .diskFull: [0.01, 0.05, 0.3][level]
    case .packetLoss: [0.01, 0.05, 0.15][level]
    case .retryStorm: [1.3, 2, 4][level]
    case .badDeployment: [1.3, 2, 5][level]
    case .slowQueries: [2, 6, 20][level]
    default: kind.severity
    }
  }

  /// The metrics that name a kind of fault, by their names in ``Metric``; empty for one that only silence shows.
  public static func signature(of kind: PlatformFault.Kind) -> Set<String> {
    switch kind {
    case .cpuHog: ["cpuPercent"]
    case .memoryLeak: ["memoryPercent"]
    case .latency, .packetLoss, .noisyNeighbour, .slowQueries, .cacheRestart: ["latencyP95Milliseconds"]
    case .errors, .diskFull, .clockSkew: ["errorPercent"]
    case .dependencyDown, .primaryLoss, .badDeployment: ["errorPercent", "latencyP95Milliseconds"]
    case .retryStorm: ["requestsPerSecond"]
    case .zoneOutage, .cloudOutage: ["cpuPercent", "latencyP95Milliseconds", "errorPercent"]
    case .metricLoss: []
    }
  }
}
