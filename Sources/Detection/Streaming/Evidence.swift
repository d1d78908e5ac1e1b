/// The evidence of the metrics of a row, put together.
struct Evidence: Sendable {
  private var strongest = (0.0, 0.0, 0.0)
  /// The metric with the strongest evidence; nil while there is none.
  private(set) var top: Int?

  /// The sum of the three strongest, of those that are at least 1; else the strongest.
  var sum: Double {
    guard strongest.0 >= 1 else { return strongest.0 }
    return strongest.0 + (strongest.1 >= 1 ? strongest.1 : 0) + (strongest.2 >= 1 ? strongest.2 : 0)
  }

  mutating func add(_ evidence: Double, of metric: Int) {
    if evidence > strongest.0 {
      strongest = (evidence, strongest.0, strongest.1)
      top = metric
    } else if evidence > strongest.1 {
      (strongest.1, strongest.2) = (evidence, strongest.1)
    } else if evidence > strongest.2 {
      strongest.2 = evidence
    }
  }
}
