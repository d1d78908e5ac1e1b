/// The size of a network of LSTM layers and a linear head, and the seed of its first weights.
public struct LSTMConfiguration: Sendable, Equatable, Codable {
  /// How many numbers the network reads a step, D.
  public var inputs: Int

  /// How many LSTM cells a layer has, H.
  public var hidden: Int

  /// How many layers there are, each reading the hidden states of the one before.
  public var layers: Int

  /// How many numbers the head gives a step, O: one for each thing, or each step ahead, that is to be said.
  public var outputs: Int

  /// Where the random numbers of the first weights start.
  public var seed: UInt64

  /// Describes a network.
  ///
  /// - Parameters:
  ///   - inputs: D, 1 to 65,536.
  ///   - hidden: H, 1 to 16,384.
  ///   - layers: 1 to 16.
  ///   - outputs: O, 1 to 65,536.
  ///   - seed: Any number; equal seeds give equal weights.
  public init(inputs: Int, hidden: Int, layers: Int = 1, outputs: Int, seed: UInt64 = 0) {
    self.inputs = inputs
    self.hidden = hidden
    self.layers = layers
    self.outputs = outputs
    self.seed = seed
  }

  /// The configuration itself, if each of its settings is in range.
  ///
  /// - Throws: `RecurrentError.invalidSetting` for the first that is not.
  public func validated() throws(RecurrentError) -> LSTMConfiguration {
    try RecurrentError.require(inputs, in: 1...65_536, "inputs")
    try RecurrentError.require(hidden, in: 1...16_384, "hidden")
    try RecurrentError.require(layers, in: 1...16, "layers")
    try RecurrentError.require(outputs, in: 1...65_536, "outputs")
    return self
  }
}
