import Learning
import Tensors

/// A random LSTM that is never trained: a read-out of its state is (echo state networks).
///
/// The input gate is the forget gate's complement (its weights are the negative ones), so that a cell is a mean of the
/// past; the forget biases make the means' memories from 2 to 400 steps. The head is not used.
///
/// - SeeAlso: Jaeger, *The "echo state" approach to analysing and training recurrent neural networks*, GMD report 148, 2001;
///   Lukoševičius & Jaeger, *Reservoir computing approaches to recurrent neural network training*, Computer Science Review 3(3),
///   2009, [doi:10.1016/j.cosrev.2009.03.005](https://doi.org/10.1016/j.cosrev.2009.03.005).
enum Reservoir {
  /// What it reads: z/2, z's change, and half of sin and cos of the time of the day.
  static let inputs = 4
  /// H.
  static let cells = 10
  /// The hidden state is read twice as large as it is.
  static let gain: Float = 2
  private static let inputDeviation = 0.5
  private static let biasDeviation = 0.1
  /// Of the recurrent weights: their spectral radius is about 0.9.
  private static let spectralRadius = 0.9
  private static let largestForgetBias = 6.0

  /// The weights of seed 0, which all detectors of that seed share.
  private static let usual = draw(seed: 0)

  /// The network of a seed.
  static func network(seed: UInt64) -> LSTMNetwork { seed == 0 ? usual : draw(seed: seed) }

  private static func draw(seed: UInt64) -> LSTMNetwork {
    var random = RandomSource(seed: seed)
    func draw(_ count: Int, _ deviation: Double) -> [Float] {
      (0..<count).map { _ in Float(deviation * random.normal()) }
    }
    var weights: [Float] = []
    var recurrent: [Float] = []
    var biases: [Float] = []
    // In the order f, g, o; i = -f stands before them.
    for gate in 0..<3 {
      weights += draw(cells * inputs, inputDeviation)
      recurrent += draw(cells * cells, spectralRadius / Double(cells).squareRoot())
      var bias = draw(cells, (inputDeviation * inputDeviation + biasDeviation * biasDeviation).squareRoot())
      if gate == 0 {
        for cell in 0..<cells { bias[cell] += Float(largestForgetBias * Double(cell) / Double(cells - 1)) }
      }
      biases += bias
    }
    func gates(_ values: [Float]) -> [Float] { values[..<(values.count / 3)].map { -$0 } + values }
    do {
      return try LSTMNetwork(tensors: [
        "weight_ih_l0": Tensor(gates(weights), shape: [4 * cells, inputs]),
        "weight_hh_l0": Tensor(gates(recurrent), shape: [4 * cells, cells]),
        "bias_ih_l0": Tensor(gates(biases), shape: [4 * cells]), "bias_hh_l0": Tensor(zeros: [4 * cells]),
        "head.weight": Tensor(zeros: [1, cells]), "head.bias": Tensor(zeros: [1]),
      ])
    } catch {
      preconditionFailure("Reservoir: \(error)")
    }
  }
}
