/// A synthetic service to run in place of a real one.
public struct SimulatorSettings: Sendable, Equatable {
  /// One of those that ship, or a file.
  public var scenario = "web-shop"
  /// Simulated seconds a second.
  public var speed = 1.0
  public var seed: UInt64 = 1
  /// Simulated days; the world begins anew after them.
  public var days = 28.0
  /// Of the days, so many are lived at once before the first tick, so that there is something to see.
  public var pastDays = 3.0

  public init() {}
}
