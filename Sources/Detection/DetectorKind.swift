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
  /// Never strange: the baseline of every table.
  case null

  /// What a detector of this kind is made of; nil for those that need no training.
  public var models: TrainedDetectorConfiguration.Models? { TrainedDetectorConfiguration.Models(rawValue: rawValue) }
}
