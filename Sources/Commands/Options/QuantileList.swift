/// Lists of numbers on the command line.
enum QuantileList {
  /// Quantile levels such as `0.05,0.5,0.95`.
  static func parse(_ text: String) throws -> [Double] {
    let levels = text.split(separator: ",").map { Double($0) }
    let known = levels.compactMap { $0 }
    guard known.count == levels.count, !known.isEmpty, known.allSatisfy({ $0 > 0 && $0 < 1 }),
      zip(known, known.dropFirst()).allSatisfy({ $0 < $1 })
    else {
      throw CommandFailure(
        .usage, "--quantiles is '\(text)', expected rising levels between 0 and 1, for example 0.05,0.5,0.95")
    }
    return known
  }

  /// Horizons such as `5,10,30`.
  static func horizons(_ text: String) throws -> [Int] {
    let horizons = text.split(separator: ",").map { Int($0) }
    let known = horizons.compactMap { $0 }
    guard known.count == horizons.count, !known.isEmpty, known.allSatisfy({ (1...1_000_000).contains($0) }) else {
      throw CommandFailure(
        .usage, "--horizon is '\(text)', expected numbers of rows of at least 1, for example 5,10,30")
    }
    return known
  }
}
