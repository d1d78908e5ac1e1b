/// A stretch of rows that somebody or something has marked, as a fault for instance.
public struct LabelledInterval: Sendable, Equatable, Codable {
  /// The first row, counted from 0.
  public var start: Int

  /// The last row, counted from 0; it belongs to the interval.
  public var end: Int

  /// What it is, for instance `memoryLeak`; empty when nothing is known.
  public var kind: String

  /// - Precondition: `0 <= start <= end`.
  public init(start: Int, end: Int, kind: String = "") {
    precondition(start >= 0 && start <= end, "an interval from row \(start) to row \(end)")
    self.start = start
    self.end = end
    self.kind = kind
  }

  /// The rows of the interval.
  public var rows: ClosedRange<Int> { start...end }
}
