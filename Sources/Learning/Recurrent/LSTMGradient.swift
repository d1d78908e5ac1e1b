import Tensors

/// Loss and gradient of chosen windows, without moving anything: for tests, which hold them to plain twins.
package enum LSTMGradient {
  /// - Parameters:
  ///   - inputs: `[N, D]`.
  ///   - targets: `[N, O]`.
  ///   - windows: The first rows of the windows, which are one batch.
  ///   - steps: T, their length.
  ///   - warmUp: Steps at the start that are not in the loss.
  /// - Returns: The mean loss, and its gradient in the form of a network.
  package static func measure(
    _ network: LSTMNetwork, inputs: Tensor, targets: Tensor, windows: [Int], steps: Int, warmUp: Int, loss: LSTMLoss,
    threads: Int
  ) throws(RecurrentError) -> (Double, LSTMNetwork) {
    var configuration = LSTMTrainingConfiguration()
    (configuration.batch, configuration.window, configuration.warmUp) = (windows.count, steps, warmUp)
    configuration.threads = threads
    configuration.huberDelta =
      switch loss {
      case .squared: nil
      case .huber(let delta): delta
      }
    let learner = LSTMLearner(
      network, table: try LSTMTrainingTable(inputs: inputs, targets: targets, layout: network.layout),
      configuration: configuration)
    let value = learner.learn(windows.span, isContinued: Span())
    _ = learner.sumGradients()
    var gradient = network
    gradient.parameters = learner.gradientValues
    return (value, gradient)
  }
}

extension LSTMNetwork {
  /// Where the elements of each tensor lie, in the tensor's own order.
  package func places() -> [String: [Int]] {
    var result: [String: [Int]] = [:]
    for name in Self.names(layout) { forEachPlace(of: name) { result[name.text, default: []].append($0) } }
    return result
  }
}
