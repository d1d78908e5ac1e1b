import Foundation

/// The plain twin of ``LSTMNetwork``: the equations, one number at a time, in Double.
///
/// For tests: the kernels are held to it, and central differences of its loss to their gradients.
package struct LSTMReference {
  package let layout: LSTMParameterLayout
  /// By the places of `LSTMParameterLayout`.
  package var parameters: [Double]

  package init(_ network: LSTMNetwork) {
    layout = network.layout
    parameters = (0..<layout.count).map { Double(network[$0]) }
  }

  /// The outputs of sequences that start from zero states.
  ///
  /// - Parameters:
  ///   - inputs: `[T, B, D]`.
  ///   - rows: B.
  /// - Returns: `[T, B, O]`.
  package func outputs(of inputs: [Double], rows: Int) -> [Double] {
    let steps = inputs.count / (rows * layout.inputs)
    var outputs = [Double](repeating: 0, count: steps * rows * layout.outputs)
    for row in 0..<rows {
      var h = [[Double]](repeating: [Double](repeating: 0, count: layout.hidden), count: layout.layers)
      var c = h
      for step in 0..<steps {
        let frame = step * rows + row
        var x = Array(inputs[frame * layout.inputs..<(frame + 1) * layout.inputs])
        for layer in 0..<layout.layers {
          (h[layer], c[layer]) = cell(layer, x, h[layer], c[layer])
          x = h[layer]
        }
        for output in 0..<layout.outputs {
          var sum = parameters[layout.headPlace(row: 0, output: output)]
          for unit in 0..<layout.hidden { sum += x[unit] * parameters[layout.headPlace(row: 1 + unit, output: output)] }
          outputs[frame * layout.outputs + output] = sum
        }
      }
    }
    return outputs
  }

  /// One step of a layer: the new h and c.
  package func cell(
    _ layer: Int, _ x: [Double], _ h: [Double], _ c: [Double]
  ) -> (hidden: [Double], cell: [Double]) {
    func sum(_ gate: Int, _ unit: Int) -> Double {
      var sum = parameters[layout.place(layer: layer, row: 0, gate: gate, cell: unit)]
      for (row, value) in (x + h).enumerated() {
        sum += value * parameters[layout.place(layer: layer, row: 1 + row, gate: gate, cell: unit)]
      }
      return sum
    }
    func sigmoid(_ z: Double) -> Double { 1 / (1 + exp(-z)) }
    var (nextHidden, nextCell) = (h, c)
    for unit in 0..<layout.hidden {
      let (i, f) = (sigmoid(sum(0, unit)), sigmoid(sum(1, unit)))
      let (g, o) = (tanh(sum(2, unit)), sigmoid(sum(3, unit)))
      nextCell[unit] = f * c[unit] + i * g
      nextHidden[unit] = o * tanh(nextCell[unit])
    }
    return (nextHidden, nextCell)
  }

  /// The mean loss over the steps from `warmUp` on.
  ///
  /// - Parameters:
  ///   - loss: Which.
  ///   - inputs: `[T, B, D]`.
  ///   - targets: `[T, B, O]`.
  ///   - rows: B.
  ///   - warmUp: How many steps at the start do not count.
  package func loss(_ loss: LSTMLoss, inputs: [Double], targets: [Double], rows: Int, warmUp: Int) -> Double {
    let outputs = outputs(of: inputs, rows: rows)
    let skipped = warmUp * rows * layout.outputs
    var sum = 0.0
    for index in skipped..<outputs.count {
      let residual = abs(outputs[index] - targets[index])
      switch loss {
      case .huber(let delta) where residual > Double(delta):
        sum += Double(delta) * (residual - 0.5 * Double(delta))
      default:
        sum += 0.5 * residual * residual
      }
    }
    return sum / Double(outputs.count - skipped)
  }
}
