/// Where a training stands after one of its steps.
public struct LSTMTrainingProgress: Sendable, Equatable {
  /// The step just done, counted from 1.
  public let step: Int

  /// How many steps there will be.
  public let steps: Int

  /// The mean loss of the step's batch, before its update.
  public let loss: Double

  /// The norm of the step's gradient, before clipping.
  public let gradientNorm: Double

  /// The learning rate of the step.
  public let learningRate: Float

  /// The mean loss on the validation windows after the update, at the steps that look at them.
  public let validationLoss: Double?
}
