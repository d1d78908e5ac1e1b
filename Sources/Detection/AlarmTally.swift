/// Alarms against labels: what an operator sees of a detector.
///
/// Alarms close to each other (an hour, usually) are one; one that touches no labelled event is false.
public struct AlarmTally: Sendable, Equatable, Codable {
  /// Labelled events, and how many of them had an alarm while they lasted.
  public var events = 0
  public var detected = 0
  /// Groups of alarms, and how many touched no event.
  public var alarms = 0
  public var falseAlarms = 0
  /// Median rows from the beginning of a detected event to its first alarm; nil without one.
  public var medianDelayRows: Double?

  /// The rows of an hour, within which alarms are one; 60 where the interval is not known.
  public static func gap(interval: Double?) -> Int { interval.map { max(1, Int((3_600 / $0).rounded())) } ?? 60 }

  /// - Parameters:
  ///   - isAnomaly: Per row.
  ///   - events: Labelled rows, in order, not overlapping.
  ///   - gap: Alarms this many rows apart or less are one.
  public init(_ isAnomaly: [Bool], events labels: [ClosedRange<Int>], gap: Int) {
    events = labels.count
    let rows = isAnomaly.indices.filter { isAnomaly[$0] }
    var delays: [Int] = []
    for label in labels {
      if let first = rows.first(where: { label.contains($0) }) { delays.append(first - label.lowerBound) }
    }
    detected = delays.count
    delays.sort()
    medianDelayRows =
      delays.isEmpty ? nil : Double(delays[(delays.count - 1) / 2] + delays[delays.count / 2]) / 2
    var group: ClosedRange<Int>?
    func close() {
      guard let closed = group else { return }
      alarms += 1
      if !labels.contains(where: { $0.overlaps(closed) }) { falseAlarms += 1 }
    }
    for row in rows {
      if let open = group, row - open.upperBound <= gap {
        group = open.lowerBound...row
      } else {
        close()
        group = row...row
      }
    }
    close()
  }
}
