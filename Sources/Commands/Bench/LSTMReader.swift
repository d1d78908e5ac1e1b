import Learning
import Tensors

/// A network that reads the same sequences again and again, whole or step by step.
struct LSTMReader {
  private let network: LSTMNetwork
  private let reader: LSTMSequenceReader
  /// `[T, B, D]`.
  private let inputs: Tensor
  /// The first sequence, `[T, D]`, for the steps.
  private let steps: [Float]
  private var state: LSTMState
  private var row = 0
  /// After the newest step, `[O]`.
  private(set) var output: [Float]
  /// After the last step of all sequences, `[B, O]`.
  private var lastOutputs: [Float]

  /// - Parameter inputs: The sequences, `[T, B, D]`, none of the three 0.
  init(_ network: LSTMNetwork, _ inputs: Tensor) {
    self.network = network
    reader = LSTMSequenceReader(network)
    self.inputs = inputs
    let (size, stride) = (inputs.shape[2], inputs.shape[1] * inputs.shape[2])
    steps = (0..<inputs.shape[0]).flatMap { inputs.values[$0 * stride..<$0 * stride + size] }
    state = network.makeState()
    output = [Float](repeating: 0, count: network.configuration.outputs)
    lastOutputs = [Float](repeating: 0, count: inputs.shape[1] * output.count)
  }

  /// Reads the first sequence's next step; after its last the first follows, with the state carried on.
  mutating func readStep() {
    Self.step(network, steps, row, inputs.shape[2], &state, into: &output)
    row = row + 1 < inputs.shape[0] ? row + 1 : 0
  }

  /// One step over arrays that are fields of the same value.
  @inline(__always)
  private static func step(
    _ network: LSTMNetwork, _ steps: [Float], _ row: Int, _ size: Int, _ state: inout LSTMState,
    into output: inout [Float]
  ) {
    var span = output.mutableSpan
    network.step(steps.span.extracting(row * size..<(row + 1) * size), state: &state, into: &span)
  }

  /// Reads all sequences, each from a zero state, for what is said after their last steps.
  mutating func readSequences() { Self.read(reader, inputs, into: &lastOutputs) }

  private static func read(_ reader: LSTMSequenceReader, _ inputs: Tensor, into outputs: inout [Float]) {
    var span = outputs.mutableSpan
    let (steps, rows) = (inputs.shape[0], inputs.shape[1])
    reader.read(inputs.values.span, steps: steps, rows: rows, from: steps - 1, into: &span)
  }

  /// What the network says after all steps of all sequences, `[T, B, O]`.
  func outputs() -> Tensor { network.outputs(of: inputs) }

  /// The largest difference between the first sequence's outputs step by step and in one call, relative above 1.
  mutating func disagreement() -> Float {
    let outputs = outputs()
    state = network.makeState()
    row = 0
    var largest: Float = 0
    for step in 0..<inputs.shape[0] {
      readStep()
      for index in output.indices {
        let together = outputs.values[step * inputs.shape[1] * output.count + index]
        let difference = abs(output[index] - together) / max(1, abs(together))
        if !(difference <= largest) { largest = difference }
      }
    }
    return largest
  }
}
