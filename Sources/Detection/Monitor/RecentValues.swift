/// The newest values of every metric, as they were given.
struct RecentValues: Sendable, Codable {
  /// Rows before an incident and rows since its beginning that are looked at.
  static let window = 64
  private static let capacity = 2 * window

  private let metrics: Int
  /// `[D, 128]`; a metric's values lie side by side.
  private var values: [Float]
  private(set) var rows = 0

  init(metrics: Int) {
    self.metrics = metrics
    values = [Float](repeating: .nan, count: metrics * Self.capacity)
  }

  /// Whether it holds what it reads: a memory from outside might not.
  func isWhole(metrics: Int) -> Bool {
    self.metrics == metrics && values.count == metrics * Self.capacity && rows >= 0
  }

  mutating func append(_ row: Span<Float>) {
    let place = rows % Self.capacity
    for metric in 0..<metrics { values[metric * Self.capacity + place] = row[metric] }
    rows += 1
  }

  /// A metric's value in a row; NaN where it is missing or too long ago.
  subscript(metric: Int, row: Int) -> Float {
    guard row >= 0, row < rows, rows - row <= Self.capacity else { return .nan }
    return values[metric * Self.capacity + row % Self.capacity]
  }

  /// Where a metric lay in the rows before one; nil when fewer than eight values are known there.
  func level(of metric: Int, before row: Int) -> RecentLevel? {
    var known: [Float] = []
    for earlier in max(0, row - Self.window)..<max(0, row) {
      let value = self[metric, earlier]
      if value.isFinite { known.append(value) }
    }
    guard known.count >= 8 else { return nil }
    known.sort()
    func quantile(_ share: Double) -> Double { Double(known[Int(share * Double(known.count - 1))]) }
    return RecentLevel(
      lowest: Double(known[0]), low: quantile(0.15), median: quantile(0.5), high: quantile(0.85),
      highest: Double(known[known.count - 1]))
  }
}
