import Features
import Forecasting
import Foundation
import Tensors

/// Series whose rule is known.
enum SeededLoads {
  /// A day's rhythm around 100 with noise in proportion.
  static func daily(days: Double, stepSeconds: Double, noise: Double, seed: UInt64) -> [Float] {
    var random = RandomSource(seed: seed)
    return (0..<Int(days * 86_400 / stepSeconds)).map { step in
      let day = Double(step) * stepSeconds / 86_400
      let level = 100 + 60 * sin(2 * .pi * day) + 20 * cos(4 * .pi * day)
      return Float(max(0, level * (1 + noise * random.normal())))
    }
  }

  /// xₜ - 100 = a (xₜ₋₁ - 100) + b (xₜ₋₂ - 100) + e, e ~ N(0, 1).
  static func autoregressive(_ a: Double, _ b: Double, steps: Int, seed: UInt64) -> [Float] {
    var random = RandomSource(seed: seed)
    var (before, last) = (0.0, 0.0)
    return (0..<steps).map { _ in
      (before, last) = (last, a * last + b * before + random.normal())
      return Float(100 + last)
    }
  }
}

/// A forecast as values that can be compared: nil, or the mean and then the quantiles.
func answer(_ forecaster: inout some Forecaster) -> [Float]? {
  var quantiles = [Float](repeating: .nan, count: forecaster.levels.count)
  guard let mean = forecaster.forecast(into: &quantiles) else { return nil }
  return [mean] + quantiles
}

extension LoadHistory {
  /// An empty history in steps of five minutes from 2026 on.
  static func empty(_ target: ForecastTarget, scale: Double = 10) -> LoadHistory {
    LoadHistory(target: target, scale: scale, startTime: 1_767_225_600)
  }
}
