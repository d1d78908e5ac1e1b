import Learning

/// What an LSTM did not expect of each metric, having read the rows before.
///
/// It reads distances from recent means (``DriftlessInputs``) and says how far each metric will be from its `fast` mean
/// `horizon` rows later.
struct LSTMErrors: Sendable {
  let network: LSTMNetwork
  /// Rows from a forecast to the row that it is of.
  let horizon: Int
  /// What it remembers of the rows seen.
  struct Memory: Sendable, Codable {
    var state: LSTMState
    var inputs: DriftlessInputs
    /// `[horizon, D]`: forecasts of coming rows, a ring.
    var forecasts: [Float]
    var place = 0
    var rows = 0
  }

  var memory: Memory
  /// The forecast of the newest row, `[D]`.
  private(set) var forecast: [Float]
  private var answer: [Float]

  /// - Parameter network: With two inputs for each output.
  init(_ network: LSTMNetwork, horizon: Int) {
    self.network = network
    self.horizon = horizon
    memory = Self.start(network, horizon)
    forecast = [Float](repeating: 0, count: network.configuration.outputs)
    answer = forecast
  }

  private static func start(_ network: LSTMNetwork, _ horizon: Int) -> Memory {
    let width = network.configuration.outputs
    return Memory(
      state: network.makeState(), inputs: DriftlessInputs(metrics: width),
      forecasts: [Float](repeating: 0, count: horizon * width))
  }

  mutating func reset() { memory = Self.start(network, horizon) }

  func accepts(_ other: Memory) -> Bool {
    other.state.size == memory.state.size && other.state.layers == memory.state.layers
      && memory.inputs.isAlike(other.inputs) && other.forecasts.count == memory.forecasts.count
      && (0..<horizon).contains(other.place) && other.rows >= 0
  }

  /// The forecast of a metric in the row that comes next; nil before there is one.
  func upcoming(_ metric: Int) -> Float? {
    memory.rows >= horizon ? memory.forecasts[memory.place * forecast.count + metric] : nil
  }

  /// Errors of a row, which is then read.
  ///
  /// - Parameters:
  ///   - row: z, shape `[D]`, finite.
  ///   - errors: Shape `[D]`; overwritten. 0 while there is no forecast yet.
  mutating func read(_ row: [Float], errors: inout [Float]) {
    let width = forecast.count
    let start = memory.place * width
    let isKnown = memory.rows >= horizon
    for index in 0..<width {
      forecast[index] = isKnown ? memory.forecasts[start + index] : row[index]
      errors[index] = row[index] - forecast[index]
    }
    memory.inputs.advance(row.span)
    Self.step(network, memory.inputs.values, &memory.state, into: &answer)
    for index in 0..<width { memory.forecasts[start + index] = memory.inputs.fast[index] + answer[index] }
    memory.place = memory.place + 1 == horizon ? 0 : memory.place + 1
    memory.rows += 1
  }

  /// One step of the network over arrays that are fields of the same value.
  private static func step(
    _ network: LSTMNetwork, _ input: [Float], _ state: inout LSTMState, into output: inout [Float]
  ) {
    var span = output.mutableSpan
    network.step(input.span, state: &state, into: &span)
  }
}
