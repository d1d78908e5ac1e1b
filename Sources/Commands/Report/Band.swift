/// An area between two lines, as between two quantiles of a forecast.
package struct Band: Sendable {
  package var name: String

  /// One value per step of the chart; where either is NaN or infinite the band has a gap.
  package var lower: [Double]
  package var upper: [Double]
  package var colour: ChartColour

  package init(name: String, lower: [Double], upper: [Double], colour: ChartColour) {
    self.name = name
    self.lower = lower
    self.upper = upper
    self.colour = colour
  }
}
