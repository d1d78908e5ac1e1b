/// What users pay for, and what is owed to them.
public struct MoneySpecification: Sendable, Equatable {
  /// US dollars for a request that failed, and for one slower than the objective.
  public var failedRequest = 0.001
  public var slowRequest = 0.000_2
  /// What 95 % of the requests should stay below, in milliseconds.
  public var objectiveMilliseconds = 500.0

  public init() {}
}
