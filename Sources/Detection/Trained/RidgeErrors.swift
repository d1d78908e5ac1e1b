import Learning

/// What a linear forecast from the last five rows did not expect of each metric: the control that an LSTM has to beat.
struct RidgeErrors: Sendable {
  let map: LinearMap
  /// What it remembers of the rows seen.
  struct Memory: Sendable, Codable {
    var inputs: LaggedInputs
    /// Forecast of the coming row's distance from its drift, `[D]`.
    var forecast: [Float]
    var isEmpty = true
  }

  var memory: Memory
  private let intervalSeconds: Double?

  init(_ map: LinearMap, intervalSeconds: Double?) {
    self.map = map
    self.intervalSeconds = intervalSeconds
    memory = Self.start(map.outputs, intervalSeconds)
  }

  private static func start(_ width: Int, _ intervalSeconds: Double?) -> Memory {
    Memory(
      inputs: LaggedInputs(metrics: width, intervalSeconds: intervalSeconds),
      forecast: [Float](repeating: 0, count: width))
  }

  mutating func reset() { memory = Self.start(map.outputs, intervalSeconds) }

  func accepts(_ other: Memory) -> Bool {
    memory.inputs.isAlike(other.inputs) && other.forecast.count == memory.forecast.count
  }

  /// The forecast of a metric in the row that comes next; nil before there is one.
  func upcoming(_ metric: Int) -> Float? {
    memory.isEmpty ? nil : memory.inputs.nextDrift[metric] + memory.forecast[metric]
  }

  /// Errors of a row, which is then read.
  ///
  /// - Parameters:
  ///   - row: z, shape `[D]`, finite.
  ///   - errors: Shape `[D]`; overwritten. 0 for the first row.
  mutating func read(_ row: [Float], errors: inout [Float]) {
    memory.inputs.advance(row.span)
    for index in 0..<errors.count {
      let value = row[index] - memory.inputs.drift[index]
      errors[index] = memory.isEmpty ? 0 : value - memory.forecast[index]
    }
    memory.isEmpty = false
    Self.apply(map, memory.inputs.values, into: &memory.forecast)
  }

  private static func apply(_ map: LinearMap, _ row: [Float], into output: inout [Float]) {
    var span = output.mutableSpan
    map.apply(row.span, into: &span)
  }
}
