/// Every detector that ships, by the name that `--model` takes.
public enum DetectorKind: String, CaseIterable, Sendable {
  /// An LSTM, a linear forecast and a subspace; needs training.
  case ensemble
  /// The errors of an LSTM's forecasts one row ahead; needs training.
  case lstm
  /// The errors of an LSTM's forecasts ten rows ahead; needs training.
  case lstm10
  /// The errors of a linear forecast one row ahead; needs training.
  case ridge
  /// What the directions of most variance do not hold; needs training.
  case pca
  /// The linear forecast and the subspace: the ensemble without its LSTM; needs training.
  case linear
  /// Range, season and forecast of each metric; streams from a cold start.
  case streaming
  /// Leaving the range of everything seen so far; streams from a cold start.
  case range
  /// Displacement in a random cut forest of the newest rows; streams from a cold start.
  case forest
  /// Leaving the band of earlier values at the same time of the day and week; streams from a cold start.
  case bands
  /// Uniform random scores: what luck is worth.
  case random
  /// Never strange: the baseline of every table.
  case null

  /// What a detector of this kind is made of; nil for those that need no training.
  public var models: TrainedDetectorConfiguration.Models? { TrainedDetectorConfiguration.Models(rawValue: rawValue) }

  /// A detector of this kind that has seen nothing; nil for those that need training.
  ///
  /// - Parameter seed: Of those that draw random numbers.
  public func untrained(metricCount: Int, seed: UInt64) -> (any AnomalyDetector)? {
    switch self {
    case .ensemble, .lstm, .lstm10, .ridge, .pca, .linear: nil
    case .streaming: StreamingDetector(metricCount: metricCount, seed: seed)
    case .range: RangeDetector(metricCount: metricCount)
    case .forest: RandomCutForestDetector(metricCount: metricCount, seed: seed)
    case .bands: SeasonalBandDetector(metricCount: metricCount)
    case .random: RandomDetector(metricCount: metricCount, seed: seed)
    case .null: NullDetector(metricCount: metricCount)
    }
  }
}
