/// What one exposition may not exceed.
package struct ExpositionLimits: Sendable, Equatable {
  /// In bytes.
  package var line = 64 << 10
  /// Samples of one text.
  package var samples = 100_000
  /// Labels of one series, besides its name.
  package var labels = 64

  package init(line: Int = 64 << 10, samples: Int = 100_000, labels: Int = 64) {
    self.line = line
    self.samples = samples
    self.labels = labels
  }
}
