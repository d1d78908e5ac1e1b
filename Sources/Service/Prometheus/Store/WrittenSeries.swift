/// Samples of one series on their way into a store.
package struct WrittenSeries: Sendable, Equatable {
  package var labels: SeriesLabels
  /// In the order in which they are to be taken.
  package var samples: [Sample]

  package init(labels: SeriesLabels, samples: [Sample]) {
    self.labels = labels
    self.samples = samples
  }
}
