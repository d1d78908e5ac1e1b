import Learning
import Testing

struct LSTMGradientTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let (inputs, hidden, outputs, steps, rows, warmUp): (Int, Int, Int, Int, Int, Int)

    init(_ inputs: Int, _ hidden: Int, _ outputs: Int, steps: Int, rows: Int, warmUp: Int) {
      (self.inputs, self.hidden, self.outputs) = (inputs, hidden, outputs)
      (self.steps, self.rows, self.warmUp) = (steps, rows, warmUp)
    }

    var testDescription: String { "D\(inputs) H\(hidden) O\(outputs) T\(steps) B\(rows) warm-up \(warmUp)" }
  }

  static let shapes = [
    Shape(3, 5, 2, steps: 1, rows: 1, warmUp: 0),
    Shape(3, 5, 2, steps: 7, rows: 1, warmUp: 3),
    Shape(1, 1, 1, steps: 9, rows: 2, warmUp: 0),
    Shape(4, 16, 3, steps: 4, rows: 3, warmUp: 1),
    Shape(2, 19, 1, steps: 5, rows: 6, warmUp: 4),
  ]

  private func sample(_ shape: Shape) -> (LSTMNetwork, LSTMBatch) {
    var network = LSTMNetwork(
      LSTMConfiguration(inputs: shape.inputs, hidden: shape.hidden, outputs: shape.outputs, seed: 5))
    // Biases start at round numbers; move everything off its start so that every group has a gradient of its own.
    let noise = normalValues(network.parameterCount, scale: 0.3, seed: 6)
    for index in noise.indices { network.parameters[index] += noise[index] }
    let frames = shape.steps * shape.rows
    let batch = LSTMBatch(
      inputs: normalValues(frames * shape.inputs, seed: 7), targets: normalValues(frames * shape.outputs, seed: 8),
      rows: shape.rows, steps: shape.steps, warmUp: shape.warmUp)
    return (network, batch)
  }

  @Test(arguments: shapes, [LSTMLoss.squared, .huber(delta: 0.3)])
  func `every group of parameters has the gradient that central differences have`(shape: Shape, loss: LSTMLoss) {
    let (network, batch) = sample(shape)
    let (value, gradient) = batch.gradient(of: network, loss)
    let reference = LSTMReference(network).loss(
      loss, inputs: batch.inputs.map(Double.init), targets: batch.targets.map(Double.init), rows: batch.rows,
      warmUp: batch.warmUp)
    #expect(abs(value - reference) < 1e-5 * reference)

    let differences = batch.differences(of: network, loss)
    let layout = network.layout
    let groups = [
      "input weights": layout.inputWeights, "recurrent weights": layout.recurrentWeights, "bias": layout.bias,
      "head weights": layout.headWeights, "head bias": layout.headBias,
    ]
    for (name, group) in groups {
      let expected = Array(differences[group])
      let actual = gradient.parameters[group].map(Double.init)
      if shape.steps == 1, name == "recurrent weights" {
        // Before the first step h is zero, so nothing depends on them.
        #expect(actual.allSatisfy { $0 == 0 } && expected.allSatisfy { $0 == 0 })
      } else {
        #expect(relativeError(actual, expected) < 1e-5, "\(name)")
      }
    }
  }

  @Test func `a workspace with room to spare gives the same gradient`() {
    let (network, batch) = sample(Shape(3, 5, 2, steps: 4, rows: 3, warmUp: 1))
    let (loss, exact) = batch.gradient(of: network, .squared)
    let (spareLoss, spare) = batch.gradient(of: network, .squared, spareRoom: 3)
    #expect(loss == spareLoss)
    #expect(exact == spare)
  }

  @Test func `steps of the warm-up have no pull of their own`() {
    let (network, batch) = sample(Shape(3, 5, 2, steps: 6, rows: 2, warmUp: 4))
    var targets = batch.targets
    for index in 0..<4 * 2 * 2 { targets[index] = 1000 }
    let other = LSTMBatch(inputs: batch.inputs, targets: targets, rows: 2, steps: 6, warmUp: 4)
    #expect(batch.gradient(of: network, .squared).1 == other.gradient(of: network, .squared).1)
    targets[4 * 2 * 2] = 1000
    let pulled = LSTMBatch(inputs: batch.inputs, targets: targets, rows: 2, steps: 6, warmUp: 4)
    #expect(batch.gradient(of: network, .squared).1 != pulled.gradient(of: network, .squared).1)
  }
}
