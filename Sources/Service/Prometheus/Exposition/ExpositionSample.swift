/// One line of an exposition: a series and its value.
package struct ExpositionSample: Sendable, Equatable {
  package var labels: SeriesLabels
  /// As it stands there; NaN and infinities are values too.
  package var value: Double
  /// When it was measured, in milliseconds since 1970; nil where the line does not say.
  package var milliseconds: Int64?

  package init(labels: SeriesLabels, value: Double, milliseconds: Int64?) {
    self.labels = labels
    self.value = value
    self.milliseconds = milliseconds
  }
}
