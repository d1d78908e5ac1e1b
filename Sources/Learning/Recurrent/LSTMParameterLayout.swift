/// Where the parts of a network's parameters lie in their one flat array.
///
/// Weights stand as `[input, gate]`, the transpose of PyTorch's order, so that a step adds whole rows and needs
/// no sum across a vector. The two input matrices touch: `[D + H, 4H]` is one matrix for `[x, h]`.
///
///     inputWeights [D, 4H] │ recurrentWeights [H, 4H] │ bias [4H] │ headWeights [H, O] │ headBias [O]
package struct LSTMParameterLayout: Sendable, Equatable {
  package let inputs: Int
  package let hidden: Int
  package let outputs: Int

  package init(_ configuration: LSTMConfiguration) {
    inputs = configuration.inputs
    hidden = configuration.hidden
    outputs = configuration.outputs
  }

  /// The width of a row of gates: i, f, g, o of every cell.
  package var gates: Int { 4 * hidden }

  package var inputWeights: Range<Int> { 0..<inputs * gates }
  package var recurrentWeights: Range<Int> { part(after: inputWeights, count: hidden * gates) }
  package var bias: Range<Int> { part(after: recurrentWeights, count: gates) }
  package var headWeights: Range<Int> { part(after: bias, count: hidden * outputs) }
  package var headBias: Range<Int> { part(after: headWeights, count: outputs) }

  /// The number of parameters, with one bias for each gate.
  package var count: Int { headBias.upperBound }

  private func part(after previous: Range<Int>, count: Int) -> Range<Int> {
    previous.upperBound..<previous.upperBound + count
  }
}
