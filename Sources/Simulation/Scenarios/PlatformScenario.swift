/// A platform and what happens to it: services that call each other, stores, sites, users, roll-outs and faults.
public struct PlatformScenario: Sendable, Equatable {
  public var name: String
  /// One sentence for lists.
  public var summary = ""
  public var hours = 24.0
  public var sites: [SiteSpecification] = []
  public var services: [ServiceSpecification] = []
  public var databases: [DatabaseSpecification] = []
  public var caches: [CacheSpecification] = []
  public var topics: [TopicSpecification] = []
  public var traffic: [TrafficSpecification] = []
  public var deployments: [DeploymentSpecification] = []
  public var faults: [PlatformFault] = []
  public var monitoring = MonitoringSpecification()
  public var money = MoneySpecification()

  public init(name: String) { self.name = name }

  /// Seconds of a tick.
  public static let tickSeconds = 15.0
  public var ticks: Int { Int(hours * 3_600 / Self.tickSeconds) }

  /// The same without anything that goes wrong, as the control of its faults.
  public var withoutFaults: PlatformScenario {
    var scenario = self
    scenario.faults = []
    return scenario
  }
}
