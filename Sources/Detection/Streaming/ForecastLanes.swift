import Learning

/// The forecasts of up to sixteen metrics, made 24 rows before, side by side in the lanes of vectors.
///
/// A linear read-out of the ``Reservoir``'s state h, learned value by value, forecasts the standardized metric z:
///
///     ẑₜ = w · [zₜ₋₂₄, hₜ₋₂₄, 1, sin and cos of t's time of the day and of the week]
///
/// At a missing value a metric's z and h of the row are those of its last value, and nothing is learned.
struct ForecastLanes: Sendable {
  static let metrics = LSTMLanes.count
  static let horizon = 24
  private static let forgetting: Float = 0.9998
  private static let clip: Float = 8
  /// What is kept of each value: z and h.
  private static let kept = 1 + Reservoir.cells

  private var states = LSTMLanes(size: Reservoir.cells)
  private var regressions = RecursiveLeastSquaresLanes(forgetting: forgetting)
  private var past: DelayLine
  private var previous = SIMD16<Float>.zero
  /// Values so far of each metric, at most 24.
  private var counts = SIMD16<Int32>.zero

  /// - Parameter metrics: 1 to 16.
  init(metrics: Int) { past = DelayLine(delay: Self.horizon, width: Self.kept, series: metrics) }

  var metricCount: Int { past.series }

  /// Says what was forecast of a row, then learns it.
  ///
  /// - Parameters:
  ///   - z: Standardized, within ±8, a lane for each metric; NaN is missing.
  ///   - phase: nil where the time is not known.
  ///   - reservoir: The same for all metrics and rows.
  /// - Returns: Standardized, within ±8; NaN where z is, and before there is a forecast.
  /// - Complexity: Bounded. Does not allocate.
  mutating func advance(
    _ z: SIMD16<Float>, at phase: CalendarPhase?, reservoir: LSTMNetwork
  ) -> SIMD16<Float> {
    let harmonics = phase?.harmonics ?? SIMD4(repeating: 0)
    let isKnown = z .== z
    let isForecast = isKnown .& (counts .>= Int32(Self.horizon))
    // z, h, 1 and four harmonics fill a row of the regression.
    var row = InlineArray<16, SIMD16<Float>>(repeating: .zero)
    var span = row.mutableSpan
    past.read(into: &span)
    row[Self.kept] = SIMD16(repeating: 1)
    for index in 0..<4 { row[Self.kept + 1 + index] = SIMD16(repeating: harmonics[index]) }
    let said = regressions.update(row.span, target: z, where: isForecast)
    read(z, harmonics, reservoir, where: isKnown)
    row[0] = previous
    for cell in 0..<Reservoir.cells { row[1 + cell] = Reservoir.gain * states.hidden(cell) }
    past.write(row.span)
    return SIMD16(repeating: .nan).replacing(
      with: said.clamped(
        lowerBound: SIMD16(repeating: -Self.clip), upperBound: SIMD16(repeating: Self.clip)), where: isForecast)
  }

  /// Lets the reservoir read a row.
  private mutating func read(
    _ z: SIMD16<Float>, _ harmonics: SIMD4<Float>, _ reservoir: LSTMNetwork, where isKnown: SIMDMask<SIMD16<Int32>>
  ) {
    let input: InlineArray<4, SIMD16<Float>> = [
      z / 2, z - previous, SIMD16(repeating: harmonics[0] / 2), SIMD16(repeating: harmonics[1] / 2),
    ]
    reservoir.step(input.span, lanes: &states, where: isKnown)
    previous.replace(with: z, where: isKnown)
    counts.replace(with: pointwiseMin(counts &+ 1, SIMD16(repeating: Int32(Self.horizon))), where: isKnown)
  }
}

extension ForecastLanes: Codable {
  private enum CodingKeys: String, CodingKey { case states, regressions, past, previous, counts }

  /// Reads what was remembered.
  ///
  /// - Throws: `DecodingError.dataCorrupted` when the parts do not fit together.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let states = try container.decode([LSTMState].self, forKey: .states)
    let regressions = try container.decode([RecursiveLeastSquares].self, forKey: .regressions)
    let past = try container.decode([Float].self, forKey: .past)
    let previous = try container.decode([Float].self, forKey: .previous)
    let counts = try container.decode([Int32].self, forKey: .counts)
    let metrics = states.count
    guard (1...Self.metrics).contains(metrics), regressions.count == metrics, previous.count == metrics,
      counts.count == metrics, past.count == Self.horizon * Self.kept * metrics,
      states.allSatisfy({ $0.size == Reservoir.cells && $0.layers == 1 }),
      regressions.allSatisfy({ $0.features == RecursiveLeastSquaresLanes.features }),
      (past + previous).allSatisfy(\.isFinite),
      counts.allSatisfy({ (0...Int32(Self.horizon)).contains($0) })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .past, in: container,
        debugDescription: "The forecasts of \(metrics) metrics are not whole: start from a new detector.")
    }
    self.init(metrics: metrics)
    self.past.rows = past
    for lane in 0..<metrics {
      self.states[lane] = states[lane]
      self.regressions[lane] = regressions[lane]
      self.previous[lane] = previous[lane]
      self.counts[lane] = counts[lane]
    }
  }

  /// Writes a list of each part, with an element for each metric.
  func encode(to encoder: any Encoder) throws {
    let lanes = 0..<past.series
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(lanes.map { states[$0] }, forKey: .states)
    try container.encode(lanes.map { regressions[$0] }, forKey: .regressions)
    try container.encode(past.rows, forKey: .past)
    try container.encode(lanes.map { previous[$0] }, forKey: .previous)
    try container.encode(lanes.map { counts[$0] }, forKey: .counts)
  }
}
