import Learning
import Tensors

/// A batch of windows as the tests use it: loss and gradient by the kernels and by the plain twin.
struct LSTMBatch {
  /// `[T, B, D]`.
  let inputs: [Float]
  /// `[T, B, O]`.
  let targets: [Float]
  let rows: Int
  let steps: Int
  let warmUp: Int

  /// The mean loss, and its gradient in the form of a network.
  func gradient(of network: LSTMNetwork, _ loss: LSTMLoss, threads: Int = 1) throws -> (Double, LSTMNetwork) {
    // Window b is the rows b·T ..< (b + 1)·T of a table.
    let (width, outputs) = (network.configuration.inputs, network.configuration.outputs)
    func table(_ values: [Float], _ width: Int) -> Tensor {
      var table = Tensor(zeros: [rows * steps, width])
      for row in 0..<rows {
        for step in 0..<steps {
          for index in 0..<width {
            table.values[(row * steps + step) * width + index] = values[(step * rows + row) * width + index]
          }
        }
      }
      return table
    }
    return try LSTMGradient.measure(
      network, inputs: table(inputs, width), targets: table(targets, outputs), windows: (0..<rows).map { $0 * steps },
      steps: steps, warmUp: warmUp, loss: loss, threads: threads)
  }

  /// The gradient by central differences of the plain twin's loss: of each tensor at most a hundred places, evenly taken.
  func differences(of network: LSTMNetwork, _ loss: LSTMLoss) -> [String: [(place: Int, slope: Double)]] {
    var reference = LSTMReference(network)
    let (inputs, targets) = (inputs.map(Double.init), targets.map(Double.init))
    func value() -> Double {
      reference.loss(loss, inputs: inputs, targets: targets, rows: rows, warmUp: warmUp)
    }
    return network.places().mapValues { places in
      stride(from: 0, to: places.count, by: (places.count + 99) / 100).map { index in
        let place = places[index]
        let original = reference.parameters[place]
        defer { reference.parameters[place] = original }
        reference.parameters[place] = original + 1e-5
        let above = value()
        reference.parameters[place] = original - 1e-5
        return (place, (above - value()) / 2e-5)
      }
    }
  }
}
