import Learning
import Testing

struct LSTMGradientTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let (inputs, hidden, layers, outputs, steps, rows, warmUp): (Int, Int, Int, Int, Int, Int, Int)

    init(_ inputs: Int, _ hidden: Int, _ layers: Int, _ outputs: Int, steps: Int, rows: Int, warmUp: Int) {
      (self.inputs, self.hidden, self.layers, self.outputs) = (inputs, hidden, layers, outputs)
      (self.steps, self.rows, self.warmUp) = (steps, rows, warmUp)
    }

    var testDescription: String {
      "D\(inputs) H\(hidden) x\(layers) O\(outputs) T\(steps) B\(rows) warm-up \(warmUp)"
    }
  }

  static let shapes = [
    Shape(3, 5, 1, 2, steps: 1, rows: 1, warmUp: 0),
    Shape(3, 5, 1, 2, steps: 7, rows: 1, warmUp: 3),
    Shape(1, 1, 1, 1, steps: 9, rows: 2, warmUp: 0),
    Shape(4, 16, 1, 3, steps: 4, rows: 3, warmUp: 1),
    Shape(2, 19, 1, 1, steps: 5, rows: 6, warmUp: 4),
    Shape(7, 21, 2, 17, steps: 3, rows: 11, warmUp: 1),
    Shape(2, 5, 3, 1, steps: 6, rows: 3, warmUp: 5),
    Shape(3, 66, 1, 2, steps: 2, rows: 18, warmUp: 0),
  ]

  private func sample(_ shape: Shape) -> (LSTMNetwork, LSTMBatch) {
    var network = LSTMNetwork(
      LSTMConfiguration(
        inputs: shape.inputs, hidden: shape.hidden, layers: shape.layers, outputs: shape.outputs, seed: 5))
    // Biases start at round numbers; move everything off its start so that every group has a gradient of its own.
    var noise = normalValues(network.parameterCount, scale: 0.3, seed: 6)
    for place in network.places().sorted(by: { $0.key < $1.key }).flatMap(\.value) {
      network[place] += noise.removeLast()
    }
    let frames = shape.steps * shape.rows
    let batch = LSTMBatch(
      inputs: normalValues(frames * shape.inputs, seed: 7), targets: normalValues(frames * shape.outputs, seed: 8),
      rows: shape.rows, steps: shape.steps, warmUp: shape.warmUp)
    return (network, batch)
  }

  @Test(arguments: shapes, [LSTMLoss.squared, .huber(delta: 0.3)])
  func `every tensor has the gradient that central differences have`(shape: Shape, loss: LSTMLoss) throws {
    let (network, batch) = sample(shape)
    let (value, gradient) = try batch.gradient(of: network, loss)
    let reference = LSTMReference(network).loss(
      loss, inputs: batch.inputs.map(Double.init), targets: batch.targets.map(Double.init), rows: batch.rows,
      warmUp: batch.warmUp)
    #expect(abs(value - reference) < 1e-5 * reference)

    for (name, differences) in batch.differences(of: network, loss) {
      let expected = differences.map(\.slope)
      let actual = differences.map { Double(gradient[$0.place]) }
      if shape.steps == 1, name.hasPrefix("weight_hh") {
        // Before the first step h is zero, so nothing depends on them.
        #expect(actual.allSatisfy { $0 == 0 } && expected.allSatisfy { $0 == 0 })
      } else {
        #expect(relativeError(actual, expected) < 1e-5, "\(name)")
      }
    }
  }

  @Test func `columns of cells and outputs that do not exist have no gradient`() throws {
    let (network, batch) = sample(Shape(7, 21, 2, 17, steps: 3, rows: 11, warmUp: 1))
    let (_, gradient) = try batch.gradient(of: network, .squared)
    let places = Set(network.places().values.joined())
    #expect(places.count == network.parameterCount)
    #expect((0..<network.layout.count).allSatisfy { places.contains($0) || gradient[$0] == 0 })
  }

  @Test(arguments: [2, 3, 7]) func `any number of threads gives the same bits`(threads: Int) throws {
    let (network, batch) = sample(Shape(3, 21, 2, 2, steps: 4, rows: 75, warmUp: 1))
    let (loss, gradient) = try batch.gradient(of: network, .squared)
    let (otherLoss, other) = try batch.gradient(of: network, .squared, threads: threads)
    #expect(loss == otherLoss)
    #expect(gradient == other)
  }

  @Test func `steps of the warm-up have no pull of their own`() throws {
    let (network, batch) = sample(Shape(3, 5, 1, 2, steps: 6, rows: 2, warmUp: 4))
    var targets = batch.targets
    for index in 0..<4 * 2 * 2 { targets[index] = 1000 }
    let other = LSTMBatch(inputs: batch.inputs, targets: targets, rows: 2, steps: 6, warmUp: 4)
    let gradient = try batch.gradient(of: network, .squared).1
    let same = try other.gradient(of: network, .squared).1
    #expect(gradient == same)
    targets[4 * 2 * 2] = 1000
    let pulled = LSTMBatch(inputs: batch.inputs, targets: targets, rows: 2, steps: 6, warmUp: 4)
    let different = try pulled.gradient(of: network, .squared).1
    #expect(gradient != different)
  }
}
