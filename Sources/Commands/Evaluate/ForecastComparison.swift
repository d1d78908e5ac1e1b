import Forecasting
import Foundation

/// All forecasters on one series and horizon.
struct ForecastComparison: Encodable {
  let series: String
  /// Rows ahead.
  let horizon: Int
  let noise: NoiseFloor
  var scores: [ForecastScore] = []

  private func score(_ kind: ForecasterKind) -> ForecastScore? { scores.first { $0.model == kind.rawValue } }

  /// The RMSE of the trees over the autoregression's; nil where that is 0.
  var ratio: Double? {
    guard let trees = score(.trees)?.rmse, let linear = score(.autoregression)?.rmse, linear > 0 else { return nil }
    return trees / linear
  }

  /// A table with a row for each comparison, and what is beyond the aims below it.
  static func markdown(_ comparisons: [ForecastComparison]) -> String {
    let header = [
      "series, rows ahead", "trees", "autoregression", "seasonal naive", "persistence", "trees / autoregression",
      "pinball", "pinball of autoregression", "coverage", "neighbours", "Poisson",
    ]
    var lines = ["| \(header.joined(separator: " | ")) |", "|\(String(repeating: "---|", count: header.count))"]
    lines += comparisons.map { "| \($0.cells.joined(separator: " | ")) |" }
    let ratios = comparisons.compactMap(\.ratio)
    if !ratios.isEmpty {
      let mean = exp(ratios.reduce(0) { $0 + log($1) } / Double(ratios.count))
      let better = ratios.count { $0 <= 1.01 }
      let covered = comparisons.compactMap { $0.score(.trees)?.coverage }.count { (0.88...0.92).contains($0) }
      lines += [
        "",
        "RMSE, pinball loss (mean of the levels .05, .5, .95) and the share of rows between the first and the last level. "
          + "Trees / autoregression: geometric mean \(rounded(mean, 3)), at most 1.01 in \(better) of \(ratios.count) rows. "
          + "Coverage from .88 to .92 in \(covered) of \(comparisons.count) rows.",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var cells: [String] {
    let rmse = ForecasterKind.allCases.map { Self.cell(score($0)?.rmse) }
    return ["\(series), \(horizon)"] + rmse + [
      ratio.map { rounded($0, 3) } ?? "–", Self.cell(score(.trees)?.pinball),
      Self.cell(score(.autoregression)?.pinball),
      score(.trees)?.coverage.map { rounded($0, 3) } ?? "–", Self.cell(noise.neighbours), Self.cell(noise.poisson),
    ]
  }

  /// A number with four digits.
  private static func cell(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "–" }
    let digits = value == 0 ? 0 : min(6, max(0, 3 - Int(log10(abs(value)).rounded(.down))))
    return rounded(value, digits)
  }
}
