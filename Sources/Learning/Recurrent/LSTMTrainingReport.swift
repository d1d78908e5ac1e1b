/// What a training did.
public struct LSTMTrainingReport: Sendable, Equatable, Codable {
  /// A look at the validation windows.
  public struct Validation: Sendable, Equatable, Codable {
    /// The updates done before it; 0 is the network as it came.
    public let step: Int
    /// The mean loss on the validation windows.
    public let loss: Double
  }

  /// The mean loss of each step's batch before its update, `[steps]`; fewer if the training was stopped.
  public internal(set) var losses: [Double] = []

  /// The looks at the validation windows, the first before the first step; empty without validation blocks.
  public internal(set) var validations: [Validation] = []

  /// After how many updates the network had the weights that were kept.
  public internal(set) var keptStep = 0

  /// In how many places a training window could start.
  public internal(set) var trainingWindows = 0

  /// How many windows the validation loss is the mean of.
  public internal(set) var validationWindows = 0

  /// The loss on the validation windows with the weights that were kept; `nil` without validation blocks.
  public var bestValidationLoss: Double? { validations.map(\.loss).min() }
}
