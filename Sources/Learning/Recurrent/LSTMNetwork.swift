import Tensors

/// LSTM layers with a linear head, for reading a series step by step and saying something after each.
///
///     i = σ(Wᵢx + Uᵢh + bᵢ)    f = σ(W_f x + U_f h + b_f)    g = tanh(W_g x + U_g h + b_g)    o = σ(Wₒx + Uₒh + bₒ)
///     c ← f⊙c + i⊙g            h ← o⊙tanh c                  y = V h + v
///
/// x of the first layer is the input, x of each other the h of the layer below; y is made of the last layer's h.
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

  /// All parameters, in the order of `LSTMParameterLayout`. An array of vectors would not begin at a cache line, and every
  /// load of a kernel would cross one. Copies of a network share them until one of the two is changed.
  private var storage: KernelBuffer<Float>

  package let layout: LSTMParameterLayout

  /// Makes a network with random weights.
  ///
  /// All weights are drawn uniformly from ±1/√H (PyTorch's choice) in PyTorch's order: `weight_ih_l0`,
  /// `weight_hh_l0`, the next layer's, and at last `head.weight`. Biases are 0, but 1 in the forget gate, so that
  /// an untrained cell keeps σ(1) ≈ 73 % of its state a step and gradients reach back in time
  /// from the first step of the training on.
  ///
  /// - Parameter configuration: Sizes and seed; take it through `validated()` if it comes from outside.
  /// - Precondition: The configuration is valid.
  /// - Complexity: O(parameters).
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
    for name in Self.names(layout) where !name.isBias {
      forEachPlace(of: name) { place in self[place] = Float((2 * random.uniform() - 1) * bound) }
    }
    for layer in 0..<layout.layers {
      for cell in 0..<layout.hidden { self[layout.place(layer: layer, row: 0, gate: 1, cell: cell)] = 1 }
    }
  }

  /// Makes a network whose parameters are all zero, for those who will fill them.
  init(zeros configuration: LSTMConfiguration) {
    self.configuration = configuration
    layout = LSTMParameterLayout(configuration)
    storage = KernelBuffer(count: layout.count, of: 0)
  }

  /// One parameter, by its place in the layout.
  package subscript(place: Int) -> Float {
    get { storage.base[place] }
    set {
      if !isKnownUniquelyReferenced(&storage) {
        let copy = KernelBuffer<Float>(count: layout.count, of: 0)
        copy.base.update(from: storage.base, count: layout.count)
        storage = copy
      }
      storage.base[place] = newValue
    }
  }

  /// All parameters as vectors: a copy.
  package var parameters: [SIMD16<Float>] {
    get {
      storage.base.withMemoryRebound(to: SIMD16<Float>.self, capacity: layout.count / Panel.cells) {
        Array(UnsafeBufferPointer(start: $0, count: layout.count / Panel.cells))
      }
    }
    set {
      precondition(newValue.count * Panel.cells == layout.count, "LSTMNetwork: \(newValue.count) vectors")
      storage = KernelBuffer(count: layout.count, of: 0)
      UnsafeMutableRawPointer(storage.base).copyMemory(
        from: newValue, byteCount: layout.count * MemoryLayout<Float>.stride)
    }
  }

  /// The number of weights and biases, counting one bias for each gate.
  public var parameterCount: Int {
    (0..<layout.layers).reduce(layout.outputs * (layout.hidden + 1)) {
      $0 + 4 * layout.hidden * (layout.inputs(of: $1) + layout.hidden + 1)
    }
  }

  /// A zero state that fits this network.
  public func makeState() -> LSTMState {
    LSTMState(size: layout.hidden, layers: layout.layers)
  }

  /// Whether two networks have the same sizes and weights; where the weights came from does not matter.
  public static func == (left: LSTMNetwork, right: LSTMNetwork) -> Bool {
    left.layout == right.layout && left.parameters == right.parameters
  }

  /// Gives the parameters to a kernel as plain numbers.
  func withParameters(_ body: (UnsafePointer<Float>) -> Void) {
    withExtendedLifetime(storage) { body(UnsafePointer(storage.base)) }
  }
}
