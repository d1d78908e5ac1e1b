/// Sums and extremes of some loads, missing ones left out.
package struct LoadSummary: Sendable, Equatable {
  package private(set) var sum = 0.0
  package private(set) var squares = 0.0
  package private(set) var count = 0.0
  private var least = Float.infinity
  private var largest = -Float.infinity

  package init() {}

  /// NaN without a load.
  package var mean: Float { count > 0 ? Float(sum / count) : .nan }
  package var minimum: Float { count > 0 ? least : .nan }
  package var maximum: Float { count > 0 ? largest : .nan }

  /// Whether there are loads, and all are the same.
  package var isLevel: Bool { count > 0 && least == largest }

  /// Divided by the number of loads; NaN with fewer than two.
  package var standardDeviation: Float {
    guard count >= 2 else { return .nan }
    let mean = sum / count
    return Float(max(0, squares / count - mean * mean).squareRoot())
  }

  /// Takes `times` equal loads.
  package mutating func add(_ load: Float, times: Int = 1) {
    guard !load.isNaN else { return }
    let value = Double(load)
    sum += Double(times) * value
    squares += Double(times) * value * value
    count += Double(times)
    least = min(least, load)
    largest = max(largest, load)
  }

  package mutating func add(_ other: LoadSummary) {
    sum += other.sum
    squares += other.squares
    count += other.count
    least = min(least, other.least)
    largest = max(largest, other.largest)
  }

  /// Takes loads that lie one behind the other.
  package mutating func add(_ loads: Span<Float>) {
    var sums = SIMD4<Double>(repeating: 0)
    var squares = sums
    var counts = sums
    var least = SIMD4<Float>(repeating: .infinity)
    var largest = -least
    var index = 0
    while index &+ 4 <= loads.count {
      let loads = SIMD4(loads[index], loads[index &+ 1], loads[index &+ 2], loads[index &+ 3])
      let isKnown = loads .== loads
      let known = loads.replacing(with: 0, where: .!isKnown)
      let values = SIMD4(Double(known[0]), Double(known[1]), Double(known[2]), Double(known[3]))
      sums += values
      squares += values * values
      let ones = SIMD4<Float>(repeating: 0).replacing(with: 1, where: isKnown)
      counts += SIMD4(Double(ones[0]), Double(ones[1]), Double(ones[2]), Double(ones[3]))
      least.replace(with: loads, where: loads .< least)
      largest.replace(with: loads, where: loads .> largest)
      index &+= 4
    }
    sum += sums.sum()
    self.squares += squares.sum()
    count += counts.sum()
    self.least = min(self.least, least.min())
    self.largest = max(self.largest, largest.max())
    while index < loads.count {
      add(loads[index])
      index &+= 1
    }
  }
}
