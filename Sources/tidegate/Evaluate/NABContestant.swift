import Detection

/// The detectors that can be run over series of one metric from a cold start, by the names that `evaluate nab --model` takes.
enum NABContestant: String, CaseIterable {
  case streaming, range
  /// Uniform random scores: what luck is worth.
  case random
  case null

  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// A detector that has seen nothing.
  ///
  /// - Parameters:
  ///   - seed: Of the detector; all series have the same one.
  ///   - series: The series' number: random scores are others for each.
  func detector(seed: UInt64, series: Int) -> any AnomalyDetector {
    switch self {
    case .streaming: StreamingDetector(metricCount: 1, seed: seed)
    case .range: RangeDetector(metricCount: 1)
    case .random: RandomDetector(metricCount: 1, seed: seed &+ UInt64(series))
    case .null: NullDetector(metricCount: 1)
    }
  }
}
