/// The measures of a drawing, in its own units (pixels where it is not scaled).
package struct ChartLayout: Sendable {
  /// The class that the style sheet shows or hides.
  package let name: String
  package let width: Double
  package let plotHeight: Double
  package let left: Double
  package let right: Double
  package let fontSize: Double
  package let verticalTicks: Int
  package let timeTicks: Int

  /// For screens from 640 px on and for paper.
  package static let wide = ChartLayout(
    name: "wide", width: 800, plotHeight: 210, left: 46, right: 14, fontSize: 12, verticalTicks: 4, timeTicks: 9)

  /// For telephones.
  package static let narrow = ChartLayout(
    name: "narrow", width: 420, plotHeight: 210, left: 46, right: 14, fontSize: 13, verticalTicks: 4, timeTicks: 4)
}
