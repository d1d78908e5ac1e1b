import Learning

/// How far a metric has drifted from what was forecast of it 24 values before.
///
/// A linear read-out of the ``Reservoir``'s state h, learned value by value, forecasts the standardized metric z:
///
///     ẑₜ = w · [zₜ₋₂₄, hₜ₋₂₄, 1, sin and cos of t's time of the day and of the week]
///
/// Single errors mean little, so they are averaged with their sign, E ← E + 0.06 (z - ẑ - E). With m and s the mean and deviation
/// of |E| over the past, the score is the share of the way to seven deviations,
///
///     (|E| - m) / 7 s, within 0...1:
///
/// a long error must not drown the other terms, which say when something new has happened.
struct ForecastTerm: Sendable, Codable {
  private static let horizon = 24
  private static let forgetting: Float = 0.9998
  private static let clip: Float = 8
  private static let smoothing = 0.06
  private static let memory = 2_000.0
  private static let valuesBefore = 100
  private static let deviations = 7.0
  /// What is kept of each value: z and h.
  private static let kept = 1 + Reservoir.cells
  private static let features = kept + 5

  private var state = LSTMState(size: Reservoir.cells)
  private var regression = RecursiveLeastSquares(features: features, forgetting: forgetting)
  /// z and h of the last 24 values, `[24, 25]`, in a ring.
  private var past = [Float](repeating: 0, count: horizon * kept)
  private var count = 0
  private var previous: Float = 0
  private var error = 0.0
  private var errorMean = 0.0
  private var errorVariance = 0.0
  private var input = [Float](repeating: 0, count: Reservoir.inputs)
  private var hidden = [Float](repeating: 0, count: Reservoir.cells)
  private var row = [Float](repeating: 0, count: features)
  /// The newest value's forecast, standardized; nil before there is one.
  private(set) var forecast: Double?

  init() {}

  /// Scores a value, then learns it.
  ///
  /// - Parameters:
  ///   - z: Standardized, within ±8.
  ///   - phase: nil where the time is not known.
  ///   - reservoir: The same for all metrics and rows.
  mutating func score(_ z: Float, at phase: CalendarPhase?, reservoir: LSTMNetwork) -> TermVerdict {
    let harmonics = phase?.harmonics ?? SIMD4(repeating: 0)
    let slot = count % Self.horizon * Self.kept
    var verdict = TermVerdict.silent
    if count >= Self.horizon {
      for index in 0..<Self.kept { row[index] = past[slot + index] }
      row[Self.kept] = 1
      for index in 0..<4 { row[Self.kept + 1 + index] = harmonics[index] }
      let said = Self.update(&regression, row, target: z)
      let clipped = Double(min(max(said, -Self.clip), Self.clip))
      forecast = clipped
      verdict = judge(Double(z), forecast: clipped)
    }
    advance(z, harmonics, reservoir)
    past[slot] = z
    for index in 0..<Reservoir.cells { past[slot + 1 + index] = hidden[index] }
    count += 1
    return verdict
  }

  /// Averages the error of a forecast and weighs it against those of the past.
  private mutating func judge(_ z: Double, forecast: Double) -> TermVerdict {
    var verdict = TermVerdict.silent
    let values = count - Self.horizon
    let kept = (1 - Self.smoothing) * error
    error = kept + Self.smoothing * (z - forecast)
    let size = abs(error)
    if values >= Self.valuesBefore {
      let deviation = errorVariance.squareRoot() + 1e-6 + 1e-3 * errorMean
      let limit = errorMean + Self.deviations * deviation
      verdict.lower = forecast + (-limit - kept) / Self.smoothing
      verdict.upper = forecast + (limit - kept) / Self.smoothing
      verdict.score = min(max((size - errorMean) / (Self.deviations * deviation), 0), 1)
    }
    let rate = max(1 / Double(values + 1), 1 / Self.memory)
    let difference = size - errorMean
    errorMean += rate * difference
    errorVariance = (1 - rate) * (errorVariance + rate * difference * difference)
    return verdict
  }

  /// Lets the reservoir read a value.
  private mutating func advance(_ z: Float, _ harmonics: SIMD4<Float>, _ reservoir: LSTMNetwork) {
    input[0] = z / 2
    input[1] = z - previous
    input[2] = harmonics[0] / 2
    input[3] = harmonics[1] / 2
    previous = z
    Self.step(reservoir, input, &state, into: &hidden)
  }

  /// One step over arrays that are fields of the same value.
  private static func step(
    _ network: LSTMNetwork, _ input: [Float], _ state: inout LSTMState, into output: inout [Float]
  ) {
    var span = output.mutableSpan
    network.step(input.span, state: &state, into: &span)
  }

  private static func update(_ regression: inout RecursiveLeastSquares, _ row: [Float], target: Float) -> Float {
    regression.update(row.span, target: target)
  }

  private enum CodingKeys: String, CodingKey {
    case state, regression, past, count, previous, error, errorMean, errorVariance
  }

  /// Whether it has what it reads: a state from outside might not.
  var isWhole: Bool {
    state.size == Reservoir.cells && state.layers == 1 && regression.features == Self.features && count >= 0
      && past.count == Self.horizon * Self.kept && past.allSatisfy(\.isFinite)
  }
}
