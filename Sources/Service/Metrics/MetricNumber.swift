/// How numbers are written in an exposition.
enum MetricNumber {
  /// A sample's value, so that it reads back to the same bits; whole numbers without a fraction.
  static func value(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
    if let whole = Int64(exactly: number), abs(whole) < 1 << 53, !(whole == 0 && number.sign == .minus) {
      return String(whole)
    }
    return number.description
  }

  /// A bucket's bound in the canonical form of OpenMetrics: `0.005`, `5e-05`, `10.0`, `+Inf`.
  ///
  /// - Precondition: Infinite, or from 1e-10 to below 1e6, where Swift writes what the specification asks for.
  static func canonicalBound(_ bound: Double) -> String {
    if bound == .infinity { return "+Inf" }
    precondition((1e-10..<1e6).contains(bound), "the bound \(bound) has no canonical text")
    return bound.description
  }
}
