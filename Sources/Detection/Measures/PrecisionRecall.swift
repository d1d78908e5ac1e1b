/// How much of what was predicted is true, and how much of what is true was predicted.
public struct PrecisionRecall: Sendable, Equatable {
  /// From 0 to 1; nil when nothing was predicted.
  public let precision: Double?
  /// From 0 to 1; nil when there is nothing to find.
  public let recall: Double?

  public init(precision: Double?, recall: Double?) {
    self.precision = precision
    self.recall = recall
  }

  /// The harmonic mean 2PR / (P + R): 0 when nothing true was predicted, nil when there is nothing to find.
  public var f1: Double? {
    guard let recall else { return nil }
    guard let precision, precision + recall > 0 else { return 0 }
    return 2 * precision * recall / (precision + recall)
  }
}
