/// What became of samples that were written.
package struct WriteOutcome: Sendable, Equatable {
  package var stored = 0
  /// Sent once more.
  package var repeated = 0
  /// Of series that no rule selects, which are not remembered.
  package var unselected = 0
  /// Out of order, or in conflict with one that is there.
  package var invalid = 0
  /// Series for which there was no room.
  package var refusedSeries = 0
  /// The first invalid sample, as a sentence.
  package var complaint: String?

  package init() {}

  mutating func count(_ fate: SampleHistory.Fate, _ sample: Sample, of labels: SeriesLabels) {
    switch fate {
    case .stored: stored += 1
    case .repeated: repeated += 1
    case .conflicting: reject("duplicate sample for timestamp \(sample.milliseconds) ms of \(labels)")
    case .outOfOrder: reject("out of order sample at \(sample.milliseconds) ms of \(labels)")
    }
  }

  private mutating func reject(_ sentence: @autoclosure () -> String) {
    invalid += 1
    if complaint == nil { complaint = sentence() }
  }
}
