import Foundation

/// Where an axis has its marks and what they say.
package struct AxisTicks: Sendable, Equatable {
  package var values: [Double]
  package var labels: [String]

  /// Ticks at round numbers (1, 2, 2.5 or 5 times a power of ten) from the first at or below `low` to the first at or
  /// above `high`, so that the ends of the axis are round too.
  ///
  /// - Parameter count: About how many steps there should be, at least 1.
  package static func numbers(from low: Double, to high: Double, count: Int) -> AxisTicks {
    let (low, high) = widened(low, high)
    let rough = (high - low) / Double(Swift.max(count, 1))
    let power = pow(10, floor(log10(rough)))
    let step = power * ([1, 2, 2.5, 5].first { $0 * power >= rough * 0.999_999 } ?? 10)
    // Counting in whole steps keeps the ticks free of accumulated rounding.
    let first = floor(low / step + 1e-9)
    let last = ceil(high / step - 1e-9)
    let values = (0...Int(last - first)).map { (first + Double($0)) * step }
    return AxisTicks(values: values, labels: labels(values, step: step))
  }

  /// Ticks at round times between two times in seconds.
  ///
  /// - Parameter count: The most steps there may be, at least 1.
  package static func times(from low: Double, to high: Double, count: Int) -> AxisTicks {
    guard low.isFinite, high.isFinite, high > low else { return AxisTicks(values: [low], labels: [time(low, 1)]) }
    let limit = (high - low) / Double(Swift.max(count, 1))
    var step = roundTimes.first { $0 >= limit * 0.999_999 } ?? 0
    if step == 0 {
      // Past four weeks, round numbers of days.
      let days = limit / 86_400
      let power = pow(10, floor(log10(days)))
      step = 86_400 * power * ([1, 2, 5].first { $0 * power >= days * 0.999_999 } ?? 10)
    }
    let first = ceil(low / step - 1e-9)
    let last = floor(high / step + 1e-9)
    guard last >= first else { return AxisTicks(values: [low], labels: [time(low, step)]) }
    let values = (0...Int(last - first)).map { (first + Double($0)) * step }
    return AxisTicks(values: values, labels: values.map { time($0, step) })
  }

  /// A number with a fixed count of decimals and no zeros behind them.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    var text = String(format: "%.\(decimals)f", value)
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return text == "-0" ? "0" : text
  }

  /// A number for a sentence: four digits, thousands apart, a true minus.
  package static func readable(_ value: Double) -> String {
    let magnitude = abs(value)
    if magnitude != 0, magnitude < 1e-3 || magnitude >= 1e9 { return minus(String(format: "%.3g", value)) }
    return minus(grouped(fixed(value, magnitude >= 1000 ? 0 : magnitude >= 10 ? 1 : 3)))
  }

  private static let roundTimes: [Double] = [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
    10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_419_200,
  ]

  private static func time(_ seconds: Double, _ step: Double) -> String {
    if seconds == 0 { return "0" }
    let (unit, name): (Double, String) =
      if step < 60 {
        (1, "s")
      } else if step < 3600 {
        (60, "min")
      } else if step < 86_400 {
        (3600, "h")
      } else {
        (86_400, "d")
      }
    return "\(minus(grouped(fixed(seconds / unit, 3)))) \(name)"
  }

  private static func labels(_ values: [Double], step: Double) -> [String] {
    let largest = values.reduce(0) { Swift.max($0, abs($1)) }
    if largest >= 1e13 || step < 1e-5 { return values.map { $0 == 0 ? "0" : minus(String(format: "%.3g", $0)) } }
    let (unit, suffix): (Double, String) =
      if largest >= 1e9 {
        (1e9, "G")
      } else if largest >= 1e6 {
        (1e6, "M")
      } else if largest >= 1e4 {
        (1e3, "k")
      } else {
        (1, "")
      }
    // As many decimals as tell neighbours apart; a step of 2.5 needs one more than its power of ten.
    let decimals = Swift.max(0, Int(-floor(log10(step / unit) + 1e-9)) + 1)
    return values.map { $0 == 0 ? "0" : minus(grouped(fixed($0 / unit, decimals)) + suffix) }
  }

  /// A range that has a width, whatever came in.
  private static func widened(_ low: Double, _ high: Double) -> (Double, Double) {
    guard low.isFinite, high.isFinite else { return (0, 1) }
    let ends = [low, high].map { Swift.min(Swift.max($0, -1e300), 1e300) }.sorted()
    let (low, high) = (ends[0], ends[1])
    // A narrower range is a flat line, and the labels of its ticks would be too long to read.
    if high - low > 1e-5 * Swift.max(abs(low), abs(high)), high - low > 1e-300 { return (low, high) }
    if high - low <= 1e-300, abs(low) <= 1e-300 { return (0, 1) }
    return (low - abs(low) / 10, high + abs(high) / 10)
  }

  private static func minus(_ text: String) -> String { text.replacingOccurrences(of: "-", with: "−") }

  private static func grouped(_ text: String) -> String {
    let isNegative = text.hasPrefix("-")
    let whole = text.drop { $0 == "-" }.prefix { $0 != "." }
    guard whole.count > 3, whole.allSatisfy(\.isNumber) else { return text }
    var result = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return (isNegative ? "-" : "") + result + text.drop { $0 == "-" }.dropFirst(whole.count)
  }
}
