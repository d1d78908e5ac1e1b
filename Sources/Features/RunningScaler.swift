/// Standardizes metrics by their own past: z = (x - mean) / deviation, clipped.
///
///     a = max(1 / (n + 2), 1 / memory)    mean ← mean + a d    variance ← (1 - a)(variance + a d²)
///
/// d = x - mean, after 30 values within ±clip deviations. The first value gives 0 and counts twice;
/// a missing one (not finite) changes nothing and gives NaN. A deviation below a thousandth of the
/// mean is taken to be that, so that a metric that stands still is not magnified. Statistics that
/// were given, those of a training set, stay as they are.
///
/// - SeeAlso: West, *Updating mean and variance estimates*, CACM 22(9), 1979,
///   [doi:10.1145/359146.359153](https://doi.org/10.1145/359146.359153).
public struct RunningScaler: Sendable, Equatable, Codable {
  /// `[D]`, in the metrics' own units.
  public private(set) var means: [Double]
  /// `[D]`, in the metrics' own units; 0 until two values differ.
  public private(set) var deviations: [Double]
  private var counts: [Int]
  private let memory: Int?
  private let clip: Double

  /// A scaler that has seen nothing and remembers about `memory` values.
  ///
  /// - Parameters:
  ///   - metrics: D.
  ///   - clip: Largest magnitude of a z-score, in deviations.
  public init(metrics: Int, memory: Int = 3_000, clip: Double = 8) {
    means = [Double](repeating: 0, count: metrics)
    deviations = means
    counts = [Int](repeating: 0, count: metrics)
    self.memory = memory
    self.clip = clip
  }

  /// A scaler with the statistics of a training set, `[D]` each, that never change.
  ///
  /// - Precondition: as many deviations as means, all positive.
  public init(means: [Double], deviations: [Double], clip: Double = 10) {
    precondition(means.count == deviations.count && deviations.allSatisfy { $0 > 0 }, "deviations must be positive")
    self.means = means
    self.deviations = deviations
    counts = [Int](repeating: 1, count: means.count)
    memory = nil
    self.clip = clip
  }

  /// Whether the statistics follow the metrics.
  public var isRunning: Bool { memory != nil }

  /// What a z-score of 1 is of a metric, in the metric's own unit.
  public func unit(of metric: Int) -> Double { max(deviations[metric], 1e-3 * abs(means[metric]) + 1e-9) }

  /// Standardizes a row and, when running, learns from it afterwards.
  ///
  /// - Parameters:
  ///   - row: `[D]`, in the metrics' own units; what is not finite is missing.
  ///   - scores: `[D]`, overwritten with z-scores.
  /// - Complexity: O(D). Does not allocate.
  public mutating func scale(_ row: Span<Float>, into scores: inout [Float]) {
    precondition(row.count == means.count && scores.count == means.count, "\(row.count) metrics, not \(means.count)")
    for index in 0..<row.count {
      let value = Double(row[index])
      guard value.isFinite else {
        scores[index] = .nan
        continue
      }
      if memory != nil, counts[index] == 0 { means[index] = value }
      let deviation = unit(of: index)
      let difference = value - means[index]
      scores[index] = Float(min(max(difference / deviation, -clip), clip))
      if memory != nil { learn(difference, deviation, at: index) }
    }
  }

  private mutating func learn(_ difference: Double, _ deviation: Double, at index: Int) {
    guard let memory else { return }
    let rate = max(1 / Double(counts[index] + 2), 1 / Double(memory))
    // After a first look an outlier moves the statistics only as far as the clip.
    let bounded = counts[index] < 30 ? difference : min(max(difference, -clip * deviation), clip * deviation)
    means[index] += rate * bounded
    let variance = (1 - rate) * (deviations[index] * deviations[index] + rate * bounded * bounded)
    deviations[index] = variance.squareRoot()
    counts[index] += 1
  }
}
