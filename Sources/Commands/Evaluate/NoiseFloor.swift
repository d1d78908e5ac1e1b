/// How much of a series nobody could forecast, about.
struct NoiseFloor: Encodable {
  /// The root mean square error of the mean of the rows up to `reach` before and after each row, less the share that is this
  /// mean's own noise; nil where rows are too few.
  let neighbours: Double?
  /// √mean, the standard deviation of a count of independent events; nil unless all values are counts.
  let poisson: Double?

  /// - Parameters:
  ///   - values: NaN where missing.
  ///   - reach: Rows on either side, at least 1.
  init(_ values: ArraySlice<Double>, reach: Int) {
    var squares = 0.0
    var count = 0.0
    for row in values.indices.dropFirst(reach).dropLast(reach) {
      let around = values[(row - reach)...(row + reach)]
      guard !around.contains(where: \.isNaN) else { continue }
      let mean = (around.reduce(0, +) - values[row]) / Double(2 * reach)
      squares += (values[row] - mean) * (values[row] - mean)
      count += 1
    }
    // The difference of a value and a mean of 2k others with the same noise has 1 + 1/2k times its variance.
    let k = Double(2 * reach)
    neighbours = count > 0 ? (squares / count * k / (k + 1)).squareRoot() : nil
    let known = values.filter { !$0.isNaN }
    let isCount = !known.isEmpty && known.allSatisfy { $0 >= 0 && $0 == $0.rounded() }
    poisson = isCount ? (known.reduce(0, +) / Double(known.count)).squareRoot() : nil
  }
}
