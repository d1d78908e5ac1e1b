import Forecasting

/// One forecaster walked through a series: what it said at each row, and how good that was.
struct ForecastWalk {
  private(set) var score: PointScore

  /// - Parameters:
  ///   - trainRows: Rows learned from before the first forecast.
  ///   - refits: Whether it learns again, each day or when what it has seen has grown by a quarter if that is sooner,
  ///     but not before it has grown by a fiftieth.
  ///   - each: Called for every row that is to be forecast, rows beyond the end included; `mean` is nil where the past says nothing.
  init(
    _ forecaster: any Forecaster, _ values: [Double], trainRows: Int, refits: Bool,
    progress: (Int) -> Void = { _ in },
    each: (_ row: Int, _ mean: Float?, _ quantiles: [Float]) -> Void = { _, _, _ in }
  ) throws {
    var forecaster = forecaster
    score = PointScore(levels: forecaster.levels)
    let ahead = forecaster.target.reach
    var quantiles = [Float](repeating: 0, count: forecaster.levels.count)
    var fittedRows = trainRows
    let day = Int(86_400 / forecaster.target.stepSeconds)
    for (row, value) in values.enumerated() {
      forecaster.observe(Float(value))
      guard row >= trainRows - 1 else { continue }
      if row == trainRows - 1 {
        try forecaster.fit()
      } else if refits, row + 1 >= fittedRows + max(min(day, fittedRows / 4), fittedRows / 50, 100) {
        try forecaster.fit()
        fittedRows = row + 1
      }
      if row % 256 == 0 { progress(row) }
      let mean = forecaster.forecast(into: &quantiles)
      each(row + ahead, mean, quantiles)
      guard let mean, row + ahead < values.count else { continue }
      score.record(values[row + ahead], mean: Double(mean), quantiles.map(Double.init))
    }
  }
}

/// Errors of the mean and of the quantiles.
struct PointScore {
  private var squares = 0.0
  private var absolute = 0.0
  private var actual = 0.0
  private var actualSquares = 0.0
  private var magnitude = 0.0
  private(set) var count = 0
  private(set) var quantiles: QuantileScores

  init(levels: [Double]) { quantiles = QuantileScores(levels: levels) }

  mutating func record(_ value: Double, mean: Double, _ quantileLoads: [Double]) {
    guard !value.isNaN else { return }
    let error = value - mean
    squares += error * error
    absolute += abs(error)
    actual += value
    actualSquares += value * value
    magnitude += abs(value)
    count += 1
    quantiles.record(value, quantileLoads)
  }

  /// Nil where there is nothing to divide by.
  private func ratio(_ numerator: Double, _ denominator: Double) -> Double? {
    denominator > 0 ? numerator / denominator : nil
  }

  var rmse: Double? { ratio(squares, Double(count))?.squareRoot() }
  var mae: Double? { ratio(absolute, Double(count)) }
  /// Weighted absolute percentage error: Σ|error| / Σ|value|.
  var wape: Double? { ratio(absolute, magnitude) }
  var r2: Double? {
    ratio(squares, actualSquares - actual * actual / Double(max(1, count))).map { 1 - $0 }
  }
}

/// One model's line of `forecast --json`.
struct ForecastScore: Encodable {
  let model: String
  let forecasts: Int
  let rmse, mae, wape, r2, pinball, coverage: Double?

  init(model: String, _ score: PointScore) {
    self.model = model
    forecasts = score.count
    rmse = score.rmse
    mae = score.mae
    wape = score.wape
    r2 = score.r2
    pinball = score.count > 0 ? score.quantiles.pinball : nil
    coverage = score.count > 0 ? score.quantiles.bandCoverage : nil
  }
}

/// One horizon of `forecast --json`: the model's score, and the baselines'.
struct HorizonReport: Encodable {
  let horizon: Int
  /// Levels between which `coverage` counts.
  let band: [Double]
  let model: String
  let forecasts: Int
  let rmse, mae, wape, r2, pinball, coverage: Double?
  var baselines: [ForecastScore] = []

  init(horizon: Int, model: String, _ score: PointScore, band levels: [Double]) {
    let score = ForecastScore(model: model, score)
    self.horizon = horizon
    band = [levels.first, levels.last].compactMap { $0 }
    self.model = model
    forecasts = score.forecasts
    rmse = score.rmse
    mae = score.mae
    wape = score.wape
    r2 = score.r2
    pinball = score.pinball
    coverage = score.coverage
  }

  var text: String {
    func line(_ name: String, _ rmse: Double?, _ mae: Double?, _ pinball: Double?, _ coverage: Double?) -> String {
      func cell(_ value: Double?, _ digits: Int) -> String { value.map { rounded($0, digits) } ?? "–" }
      return "  \(name): RMSE \(cell(rmse, 3)), MAE \(cell(mae, 3)), pinball \(cell(pinball, 4)), "
        + "coverage of the band \(cell(coverage, 3))\n"
    }
    return "horizon \(horizon), \(forecasts) forecasts\n" + line(model, rmse, mae, pinball, coverage)
      + baselines.map { line($0.model, $0.rmse, $0.mae, $0.pinball, $0.coverage) }.joined()
  }
}

/// `forecast --json`.
struct ForecastResult: Encodable {
  let column: String
  let rows: Int
  let trainRows: Int
  let output: String
  let horizons: [HorizonReport]
}
