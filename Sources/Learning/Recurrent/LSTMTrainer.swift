import Tensors

/// Trains an ``LSTMNetwork`` on windows of a table.
///
/// Every step draws a batch of windows, runs the network over them from zero states, takes the gradient of
/// the mean loss back through all steps of the windows and moves the weights by Adam, with a learning rate
/// that rises for a tenth of the steps and falls to 0, and the gradient clipped by its norm.
public enum LSTMTrainer {
  /// Trains a network in place.
  ///
  /// Row n of the targets is what the network should say after reading row n of the inputs; a forecaster's targets
  /// are its inputs moved back by the horizon. Rows with a value that is not finite are kept out of all windows.
  ///
  /// With validation blocks, the network ends with the weights that had the least loss there, its first
  /// ones included; without, with the last. When the loss or its gradient stops being finite, the training ends with an
  /// error, and the network keeps the best weights up to there (without validation blocks: the last whose loss was finite).
  /// The same network, rows, settings and seed give the same bits on the same build, at any number of threads.
  ///
  /// - Parameters:
  ///   - network: The network; updated, also when an error is thrown.
  ///   - inputs: Shape `[N, D]`, best standardized.
  ///   - targets: Shape `[N, O]`.
  ///   - blocks: The rows that training windows may lie in, each at least `window` long to be of use.
  ///   - validationBlocks: Rows to measure on; they should not overlap `blocks`. May be empty.
  ///   - configuration: How to train.
  ///   - progress: Called after every step; false ends the training after a last look at the validation blocks.
  /// - Returns: The losses and which weights were kept.
  /// - Throws: `RecurrentError.invalidSetting`, `.wrongShape`, `.blockOutOfRange`, `.noWindow`, or `.lossNotFinite`.
  /// - Complexity: O(steps·B·T·H·(D + H + O)) for a layer. All room is allocated before the first step.
  /// - SeeAlso: Kingma & Ba, *Adam*, ICLR 2015, [arXiv:1412.6980](https://arxiv.org/abs/1412.6980).
  public static func train(
    _ network: inout LSTMNetwork, inputs: Tensor, targets: Tensor, blocks: [Range<Int>],
    validationBlocks: [Range<Int>] = [], configuration: LSTMTrainingConfiguration = LSTMTrainingConfiguration(),
    progress: ((LSTMTrainingProgress) -> Bool)? = nil
  ) throws(RecurrentError) -> LSTMTrainingReport {
    let training = try LSTMTraining(
      network, inputs: inputs, targets: targets, blocks: blocks, validationBlocks: validationBlocks,
      configuration: configuration)
    defer { network.parameters = training.kept }
    while let done = try training.step() {
      if progress?(done) == false { break }
    }
    try training.finish()
    return training.report
  }
}
