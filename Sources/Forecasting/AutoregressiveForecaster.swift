import Features
import Tensors

/// Linear autoregression with day lags, by ridge regression: the linear control of every table.
///
///     ŷ = m + w·[1, x(t) - m, …, x(t-9) - m, y(-1 d) - m, its two neighbours' - m, y(-7 d) - m]
///
/// m is the mean load, so that the ridge weighs on what varies and not on the level. y(-1 d) is the target's own window a day earlier. The normal equations are solved by Cholesky
/// factorisation. A day or week lag is used if at least half of the history's rows have it. Rows
/// with a missing value are left out of the fit as long as enough are left, and a missing input of a
/// forecast is replaced by the newest load, at most 60 steps old.
public struct AutoregressiveForecaster: Forecaster {
  public let target: ForecastTarget
  public let levels: [Double]
  private var loads: RingBuffer
  private var maximum: SlidingMaximum
  private var maxima: RingBuffer
  private var weights: [Double] = []
  /// m, the mean of the loads that were fitted.
  private var level = 0.0
  private var band: ResidualBand
  /// `[1 + lags + 4]`, filled by `gather`.
  private var inputs: [Double]
  /// How far back the windows of yesterday, its neighbours and last week lie, in steps, and which the fit uses.
  private let seasons: [Int]
  private var isUsed: [Bool]

  private static let lags = 10
  private static let ridge = 1e-6

  public init(_ history: LoadHistory, levels: [Double]) {
    target = history.target
    self.levels = levels
    let day = max(1, Int((86_400 / target.stepSeconds).rounded()))
    seasons = [day, day - 1, day + 1, 7 * day]
    isUsed = [Bool](repeating: false, count: seasons.count)
    loads = RingBuffer(capacity: history.loads.capacity)
    maximum = SlidingMaximum(length: target.window)
    maxima = RingBuffer(capacity: history.loads.capacity)
    band = ResidualBand(target: target, levels: levels)
    inputs = [Double](repeating: 0, count: 1 + Self.lags + seasons.count)
  }

  public mutating func observe(_ load: Float) {
    let load = load.isFinite ? load : .nan
    loads.append(load)
    maximum.append(load)
    maxima.append(maximum.maximum)
    band.observe(load, prediction: weights.isEmpty ? .nan : predict())
  }

  /// The mean forecast made right after the newest load; NaN before `fit`.
  var prediction: Float { band.prediction }

  /// - Throws: `ForecastError.historyTooShort` with fewer than three rows for each weight.
  public mutating func fit() throws(ForecastError) {
    let order = inputs.count
    level = meanLoad()
    var gram = [Double](repeating: 0, count: order * order)
    var moments = [Double](repeating: 0, count: order)
    var rows = 0
    let start = loads.firstPosition + Self.lags
    for (index, back) in seasons.enumerated() { isUsed[index] = isCommon(back, from: start) }
    // Where hardly a row is whole, missing inputs are replaced as in a forecast.
    for replaces in [false, true] where rows < 3 * order {
      rows = 0
      gram = [Double](repeating: 0, count: order * order)
      moments = [Double](repeating: 0, count: order)
      for position in stride(from: start, to: loads.count - target.reach, by: 1) {
        let actual = maxima[position + target.reach]
        guard !actual.isNaN,
          gather(at: position, missing: replaces ? lastKnown(before: position) : .nan)
        else { continue }
        rows += 1
        for i in 0..<order {
          moments[i] += inputs[i] * (Double(actual) - level)
          for j in 0...i { gram[i * order + j] += inputs[i] * inputs[j] }
        }
      }
    }
    guard rows >= 3 * order else { throw .historyTooShort(rows: rows, needed: 3 * order) }
    let largest = (1..<order).map { gram[$0 * order + $0] }.max() ?? 0
    for i in 0..<order {
      for j in 0..<i { gram[j * order + i] = gram[i * order + j] }
      // The floor keeps a column of zeros (a lag that is not used, an idle service) solvable.
      gram[i * order + i] += Self.ridge * gram[i * order + i] + (largest > 0 ? 1e-9 * largest : 1)
    }
    do {
      weights = try LinearSolver.solvePositiveDefinite(gram, order: order, moments)
    } catch {
      throw .learning("the autoregression cannot be fitted: \(error)")
    }
    // The band starts from the errors that these weights make on what is known.
    band = ResidualBand(target: target, levels: levels)
    for position in max(start, loads.count - 4_000)..<loads.count {
      band.observe(loads[position], prediction: hindcast(position))
    }
  }

  public mutating func forecast(into quantiles: inout [Float]) -> Float? {
    band.forecast(into: &quantiles)
  }

  /// Predictions as they would have been made at each position of the history with today's weights.
  mutating func hindcast(_ position: Int) -> Float {
    gather(at: position, missing: lastKnown(before: position)) ? dot() : .nan
  }

  private mutating func predict() -> Float { hindcast(loads.count - 1) }

  private func meanLoad() -> Double {
    var sum = 0.0
    var count = 0.0
    for position in loads.firstPosition..<loads.count where !loads[position].isNaN {
      sum += Double(loads[position])
      count += 1
    }
    return count > 0 ? sum / count : 0
  }

  private func dot() -> Float {
    var sum = 0.0
    for (weight, input) in zip(weights, inputs) { sum += weight * input }
    return Float(max(0, level + sum))
  }

  private func lastKnown(before position: Int) -> Float {
    for back in 0..<60 where !loads[position - back].isNaN { return loads[position - back] }
    return .nan
  }

  /// Fills `inputs`; a value that is not there becomes `missing`. False when one is still NaN.
  private mutating func gather(at position: Int, missing: Float) -> Bool {
    inputs[0] = 1
    for lag in 0..<Self.lags {
      let value = loads[position - lag]
      inputs[1 + lag] = Double(value.isNaN ? missing : value) - level
    }
    let end = position + target.reach
    for index in seasons.indices {
      let value = maxima[end - seasons[index]]
      inputs[1 + Self.lags + index] = isUsed[index] ? Double(value.isNaN ? missing : value) - level : 0
    }
    return !inputs.contains { $0.isNaN }
  }

  /// Whether a window `back` steps before the target's is known in time, and by at least half of the rows to learn from.
  private func isCommon(_ back: Int, from start: Int) -> Bool {
    let rows = loads.count - target.reach - start
    let rowsWith = loads.count - target.reach - max(start, maxima.firstPosition + back - target.reach)
    return back >= target.reach && rowsWith >= 3 * inputs.count && 2 * rowsWith >= rows
  }
}
