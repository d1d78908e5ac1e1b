/// Every detector that ships, by the name that `--model` takes.
public enum DetectorKind: String, CaseIterable, Sendable {
  /// The errors of an LSTM's one-step forecasts; needs training.
  case lstm
  /// Range, season and forecast of each metric; streams from a cold start.
  case streaming
  /// Leaving the range of everything seen so far; streams from a cold start.
  case range
  /// Never strange: the baseline of every table.
  case null
}
