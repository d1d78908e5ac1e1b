/// Where the steps of a chart lie from left to right; a step begins at its time and ends where the next begins.
struct HorizontalScale {
  /// The times of the two ends, in seconds.
  let first: Double
  let last: Double
  private let secondsPerStep: Double
  private let plot: ClosedRange<Double>
  private let width: Double

  init(_ chart: LineChart, _ plot: ClosedRange<Double>) {
    let count = Double(Swift.max(chart.stepCount, 1))
    self.plot = plot
    width = (plot.upperBound - plot.lowerBound) / count
    secondsPerStep = chart.secondsPerStep
    first = chart.firstSecond
    last = chart.firstSecond + count * chart.secondsPerStep
  }

  func position(_ step: Int) -> Double { plot.lowerBound + Double(step) * width }

  func position(seconds: Double) -> Double { plot.lowerBound + (seconds - first) / secondsPerStep * width }

  /// The steps that lie between two positions inside the plot, and one more on either side.
  func steps(_ positions: ClosedRange<Double>) -> Range<Int> {
    let from = Int((positions.lowerBound - plot.lowerBound) / width) - 1
    let to = Int((positions.upperBound - plot.lowerBound) / width) + 2
    return from..<to
  }
}
