/// The label of a shaded stretch, in one of a few lanes above the plot so that none lies on another.
package struct SpanLabel: Equatable {
  package let text: String
  package let tone: MarkedSpan.Tone

  /// The room that the text takes from left to right.
  package let extent: ClosedRange<Double>

  /// Where the stretch begins, and a thin line rises from the plot to the label.
  package let anchor: Double

  /// 0 is the lane next to the plot.
  package let lane: Int

  /// Whether the thin line can rise without crossing the words below it.
  package let hasLeader: Bool

  /// Whether the text had to move over its own line to stay in the plot.
  package var isPushedBack: Bool { extent.lowerBound < anchor }

  package static let laneCount = 3

  static func laneHeight(_ fontSize: Double) -> Double { fontSize + 5 }

  /// Places labels from right to left, each in the lowest lane that is free there.
  ///
  /// Going from the right, a label that would run into the next one moves up a lane and its line stands to the left of
  /// the words below. A label that finds no free lane is left out; a pointer and a screen reader still find its stretch.
  package static func place(
    _ spans: [(span: MarkedSpan, position: Double)], in plot: ClosedRange<Double>, fontSize: Double
  ) -> [SpanLabel] {
    var edges = [Double](repeating: .infinity, count: laneCount)
    var labels: [SpanLabel] = []
    for (span, position) in spans.sorted(by: { $0.position > $1.position }) {
      guard !span.label.isEmpty, position <= plot.upperBound else { continue }
      let anchor = Swift.max(position, plot.lowerBound)
      // Letters are on average a little more than half as wide as high.
      let letter = fontSize * 0.55
      let longest = Swift.max(Int((plot.upperBound - plot.lowerBound) / letter), 2)
      let text = span.label.count > longest ? span.label.prefix(longest - 1) + "…" : span.label
      let width = Double(text.count) * letter
      let start = Swift.max(Swift.min(anchor + 4, plot.upperBound - width), plot.lowerBound)
      guard let lane = edges.indices.first(where: { start + width <= edges[$0] }) else { continue }
      let crosses = labels.contains { $0.lane < lane && $0.extent.contains(anchor) }
      labels.append(
        SpanLabel(
          text: text, tone: span.tone, extent: start...(start + width), anchor: anchor, lane: lane, hasLeader: !crosses)
      )
      edges[lane] = Swift.min(start, anchor) - 8
      for lower in 0..<lane { edges[lower] = Swift.min(edges[lower], anchor - 4) }
    }
    return labels
  }
}
