/// A world to generate metrics from and to simulate in: a service, its load, its faults.
///
/// Read from JSON with the same names; every field but `name` has a default.
public struct Scenario: Sendable, Equatable, Codable {
  public var name: String
  /// Mean load before patterns, in requests per second.
  public var requestsPerSecond = 600.0
  /// Requests per second that one replica serves at full CPU; above it requests are lost.
  public var replicaCapacity = 50.0
  /// The share of `replicaCapacity` up to which latency stays good: what a policy that asks is told to be the capacity.
  public var ratedUtilization = 0.85
  /// What shapes the load; factors multiply.
  public var patterns: [LoadPattern] = []
  /// Labelled faults a day, at random times.
  public var faultsPerDay = 2.0
  /// Median service time of a request, in milliseconds.
  public var serviceMilliseconds = 40.0
  /// Requests that a replica works on at once.
  public var concurrency = 8.0

  public init(name: String) { self.name = name }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(name: try container.decode(String.self, forKey: .name))
    requestsPerSecond = try container.decodeIfPresent(Double.self, forKey: .requestsPerSecond) ?? requestsPerSecond
    replicaCapacity = try container.decodeIfPresent(Double.self, forKey: .replicaCapacity) ?? replicaCapacity
    ratedUtilization = try container.decodeIfPresent(Double.self, forKey: .ratedUtilization) ?? ratedUtilization
    patterns = try container.decodeIfPresent([LoadPattern].self, forKey: .patterns) ?? patterns
    faultsPerDay = try container.decodeIfPresent(Double.self, forKey: .faultsPerDay) ?? faultsPerDay
    serviceMilliseconds =
      try container.decodeIfPresent(Double.self, forKey: .serviceMilliseconds) ?? serviceMilliseconds
    concurrency = try container.decodeIfPresent(Double.self, forKey: .concurrency) ?? concurrency
  }

  /// Returns itself when it makes sense.
  public func validated() throws(SimulationError) -> Self {
    func check(_ field: String, _ value: Double, _ range: ClosedRange<Double>) throws(SimulationError) {
      guard range.contains(value) else { throw .field(scenario: name, field: field, found: value, expected: range) }
    }
    try check("requestsPerSecond", requestsPerSecond, 1e-3...1e9)
    try check("replicaCapacity", replicaCapacity, 1e-3...1e9)
    try check("ratedUtilization", ratedUtilization, 0.1...1)
    try check("faultsPerDay", faultsPerDay, 0...48)
    try check("serviceMilliseconds", serviceMilliseconds, 0.01...60_000)
    try check("concurrency", concurrency, 1...100_000)
    for pattern in patterns {
      for (field, value, range) in pattern.checks { try check(field, value, range) }
    }
    return self
  }

  /// The scenarios that are shipped.
  public static let shipped: [Scenario] = [webShop, flashCrowd, ramp, steady]

  /// A shop: days, weekends, campaign bursts. What `make run` shows.
  public static let webShop: Scenario = {
    var scenario = Scenario(name: "web-shop")
    scenario.faultsPerDay = 3
    scenario.patterns = [
      .diurnal(amplitude: 0.6, peakHour: 14), .weekly(weekendFactor: 0.7),
      .bursts(perDay: 6, factor: 2.2, seconds: 900), .noise(deviation: 0.05),
    ]
    return scenario
  }()

  /// A calm day with one sudden crowd every day at eight in the evening.
  public static let flashCrowd: Scenario = {
    var scenario = Scenario(name: "flash-crowd")
    scenario.patterns = [
      .diurnal(amplitude: 0.3, peakHour: 13), .flashCrowd(hour: 20, factor: 4, riseSeconds: 120, decaySeconds: 1_800),
      .noise(deviation: 0.04),
    ]
    return scenario
  }()

  /// Load that grows by half a week, with days.
  public static let ramp: Scenario = {
    var scenario = Scenario(name: "ramp")
    scenario.patterns = [
      .diurnal(amplitude: 0.4, peakHour: 15), .ramp(factorPerWeek: 1.5), .noise(deviation: 0.05),
    ]
    return scenario
  }()

  /// Nothing but noise, and no faults: the control.
  public static let steady: Scenario = {
    var scenario = Scenario(name: "steady")
    scenario.patterns = [.noise(deviation: 0.05)]
    scenario.faultsPerDay = 0
    return scenario
  }()
}
