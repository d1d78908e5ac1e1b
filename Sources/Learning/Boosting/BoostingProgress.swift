/// Where a fit stands after one round.
public struct BoostingProgress: Sendable, Equatable {
  /// How many trees have been grown, from 1.
  public let round: Int

  /// The loss on all training rows (sampled or not), see ``BoostingObjective``; `nil` unless the configuration asks
  /// for it.
  public let trainingLoss: Float?

  /// The loss on the validation rows, or `nil` without any.
  public let validationLoss: Float?

  /// Makes a record of one round.
  public init(round: Int, trainingLoss: Float?, validationLoss: Float?) {
    self.round = round
    self.trainingLoss = trainingLoss
    self.validationLoss = validationLoss
  }
}
