/// One line of a chart.
package struct Series: Sendable {
  /// How the values are joined.
  package enum Style: Sendable {
    /// Straight from value to value.
    case line
    /// Each value holds until the next.
    case steps
  }

  package var name: String

  /// One value per step of the chart; NaN is a gap, and infinite values are gaps as well.
  package var values: [Double]
  package var colour: ChartColour
  package var style: Style
  package var isDashed: Bool

  package init(
    name: String, values: [Double], colour: ChartColour, style: Style = .line, isDashed: Bool = false
  ) {
    self.name = name
    self.values = values
    self.colour = colour
    self.style = style
    self.isDashed = isDashed
  }
}
