/// The order in which observations of one workload may come: as time goes, unless it is the clock that was wrong.
public struct ObservationOrder: Sendable, Codable, Equatable {
  /// As many observations in a row from before the newest time, in order among themselves, are believed.
  private static let convincing = 5

  /// The newest time, in seconds; nil before the first observation.
  public private(set) var newest: Double?
  /// The newest of the observations in a row from before `newest`, and their number.
  private var backward: Double?
  private var count = 0

  /// - Parameter newest: The newest time where others went before.
  public init(newest: Double? = nil) { self.newest = newest }

  /// Takes an observation's time, or refuses it.
  ///
  /// - Returns: Nil where it is admitted; otherwise the newest time, which it is before.
  public mutating func refuses(_ time: Double) -> Double? {
    if let newest, time < newest {
      count = backward.map { time > $0 ? count + 1 : 1 } ?? 1
      backward = time
      guard count >= Self.convincing else { return newest }
    }
    backward = nil
    count = 0
    newest = time
    return nil
  }
}
