/// A stretch of time shaded over the whole height of a chart, with a label.
package struct MarkedSpan: Sendable {
  /// What the shade means.
  package enum Tone: String, Sendable {
    /// Something was wrong.
    case fault
    /// Something to know, such as the part of the data used for training.
    case neutral
  }

  /// The steps of the chart that it covers, both ends included.
  package var steps: ClosedRange<Int>
  package var label: String
  package var tone: Tone

  package init(steps: ClosedRange<Int>, label: String, tone: Tone = .fault) {
    self.steps = steps
    self.label = label
    self.tone = tone
  }
}
