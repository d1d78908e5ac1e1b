import Tensors

/// One LSTM layer with a linear head, for reading a series step by step and saying something after each.
///
///     i = σ(Wᵢx + Uᵢh + bᵢ)    f = σ(W_f x + U_f h + b_f)    g = tanh(W_g x + U_g h + b_g)    o = σ(Wₒx + Uₒh + bₒ)
///     c ← f⊙c + i⊙g            h ← o⊙tanh c                  y = V h + v
///
/// The gates stand in the order i, f, g, o, as PyTorch writes them. Of the two biases that PyTorch adds
/// for each gate there is one here: their sum (see <doc:Recurrent>).
///
/// - SeeAlso: Hochreiter & Schmidhuber, *Long Short-Term Memory*, Neural Computation 9(8), 1997,
///   [doi:10.1162/neco.1997.9.8.1735](https://doi.org/10.1162/neco.1997.9.8.1735); the forget gate f: Gers,
///   Schmidhuber & Cummins, *Learning to Forget*, Neural Computation 12(10), 2000,
///   [doi:10.1162/089976600300015015](https://doi.org/10.1162/089976600300015015).
public struct LSTMNetwork: Sendable, Equatable {
  /// The network's size, and the seed that its first weights came from.
  public let configuration: LSTMConfiguration

  /// All parameters, in the order of `LSTMParameterLayout`.
  package var parameters: [Float]

  package let layout: LSTMParameterLayout

  /// Makes a network with random weights.
  ///
  /// All weights are drawn uniformly from ±1/√H (PyTorch's choice) in PyTorch's order: `weight_ih_l0`,
  /// `weight_hh_l0`, `head.weight`. Biases are 0, but 1 in the forget gate, so that
  /// an untrained cell keeps σ(1) ≈ 73 % of its state a step and gradients reach back in time
  /// from the first step of the training on.
  ///
  /// - Parameter configuration: Sizes and seed; take it through `validated()` if it comes from outside.
  /// - Precondition: The configuration is valid.
  /// - Complexity: O(H·(D + H + O)).
  /// - SeeAlso: Jozefowicz, Zaremba & Sutskever, *An Empirical Exploration of Recurrent Network
  ///   Architectures*, ICML 2015, [PMLR 37:2342](https://proceedings.mlr.press/v37/jozefowicz15.html),
  ///   for the forget bias.
  public init(_ configuration: LSTMConfiguration) {
    do {
      _ = try configuration.validated()
    } catch {
      preconditionFailure("LSTMNetwork: \(error)")
    }
    self.init(zeros: configuration)
    var random = RandomSource(seed: configuration.seed)
    let bound = 1 / Double(layout.hidden).squareRoot()
    func draw(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float((2 * random.uniform() - 1) * bound) }
    }
    store(draw(layout.gates * layout.inputs), transposedInto: layout.inputWeights, columns: layout.gates)
    store(draw(layout.gates * layout.hidden), transposedInto: layout.recurrentWeights, columns: layout.gates)
    store(draw(layout.outputs * layout.hidden), transposedInto: layout.headWeights, columns: layout.outputs)
    for cell in 0..<layout.hidden { parameters[layout.bias.lowerBound + layout.hidden + cell] = 1 }
  }

  /// Makes a network whose parameters are all zero, for those who will fill them.
  init(zeros configuration: LSTMConfiguration) {
    self.configuration = configuration
    layout = LSTMParameterLayout(configuration)
    parameters = [Float](repeating: 0, count: layout.count)
  }

  /// The number of weights and biases, counting one bias for each gate.
  public var parameterCount: Int { layout.count }

  /// A zero state that fits this network.
  public func makeState() -> LSTMState {
    LSTMState(size: layout.hidden)
  }

  /// Whether two networks have the same sizes and weights; where the weights came from does not matter.
  public static func == (left: LSTMNetwork, right: LSTMNetwork) -> Bool {
    left.layout == right.layout && left.parameters == right.parameters
  }

  /// Puts a matrix that is stored as `[columns, rows]` into a part of the parameters as `[rows, columns]`.
  mutating func store(_ values: [Float], transposedInto part: Range<Int>, columns: Int) {
    let rows = part.count / columns
    for row in 0..<rows {
      for column in 0..<columns {
        parameters[part.lowerBound + row * columns + column] = values[column * rows + row]
      }
    }
  }

  /// A part of the parameters, `[rows, columns]`, as a matrix `[columns, rows]`.
  func transposed(_ part: Range<Int>, columns: Int) -> Tensor {
    let rows = part.count / columns
    var result = Tensor(zeros: [columns, rows])
    for row in 0..<rows {
      for column in 0..<columns {
        result.values[column * rows + row] = parameters[part.lowerBound + row * columns + column]
      }
    }
    return result
  }
}
