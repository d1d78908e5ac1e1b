/// The rows around events up to a reach, which widens step by step.
struct EventBuffers {
  private let events: MarkedRows
  private let levels: [Int]
  /// Rows outside events that some event's buffer can reach, in order.
  private let rows: [Int]
  /// `[N]`: faded labels; 0 but while they are added.
  private var labels: [Double]
  private var reach = 0
  /// Per event, the lowest level of a row in it or in its buffers.
  private var lowest: [Int]

  /// - Parameters:
  ///   - levels: Of each row, `[N]`.
  ///   - reach: The widest that the buffers will be.
  init(_ events: MarkedRows, levels: [Int], reach: Int) {
    self.events = events
    self.levels = levels
    labels = [Double](repeating: 0, count: levels.count)
    lowest = events.runs.map { run in levels[run].min() ?? 0 }
    let near = MarkedRows(
      events.runs.map { max(0, $0.lowerBound - reach)...min(levels.count - 1, $0.upperBound + reach) },
      rows: levels.count)
    rows = near.runs.flatMap { $0.filter { !events[$0] } }
  }

  /// Takes in rows up to `distance` from the events.
  mutating func widen(to distance: Int) {
    while reach < distance {
      reach += 1
      for (index, run) in events.runs.enumerated() {
        for row in [run.lowerBound - reach, run.upperBound + reach] where levels.indices.contains(row) {
          lowest[index] = min(lowest[index], levels[row])
        }
      }
    }
  }

  /// Adds the label of each row in a buffer, √(1 - d/length) at d rows from an event and 1 at most, at the row's level.
  mutating func addLabels(to histogram: inout [Double], length: Int) {
    guard reach > 0 else { return }
    let weights = (0...reach).map { (1 - Double($0) / Double(length)).squareRoot() }
    for run in events.runs {
      for distance in 1...reach {
        if run.lowerBound - distance >= 0 { labels[run.lowerBound - distance] += weights[distance] }
        if run.upperBound + distance < labels.count { labels[run.upperBound + distance] += weights[distance] }
      }
    }
    for row in rows { histogram[levels[row]] += min(labels[row], 1) }
    for row in labels.indices where labels[row] != 0 { labels[row] = 0 }
  }

  /// Adds 1 for each group of events whose buffers meet, at the lowest level in it.
  ///
  /// - Returns: How many groups there are.
  func addGroups(to histogram: inout [Double]) -> Int {
    var groups = 0
    var level = lowest[0]
    for (index, run) in events.runs.enumerated() {
      if index > 0, events.runs[index - 1].upperBound + reach < run.lowerBound - reach {
        histogram[level] += 1
        groups += 1
        level = lowest[index]
      }
      level = min(level, lowest[index])
    }
    histogram[level] += 1
    return groups + 1
  }
}
