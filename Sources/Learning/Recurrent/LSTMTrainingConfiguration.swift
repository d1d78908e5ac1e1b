import Foundation

/// How long and how to train an ``LSTMNetwork``.
///
/// The defaults train a forecaster of server metrics well; more steps did not help (see <doc:Recurrent>).
public struct LSTMTrainingConfiguration: Sendable, Equatable, Codable {
  /// How many batches to learn from. Default 400.
  public var steps = 400

  /// How many windows a batch has, B. Default 64.
  public var batch = 64

  /// How many rows a window has, T. Default 64.
  public var window = 64

  /// How many steps at the start of a window are not in the loss. Default 8.
  public var warmUp = 8

  /// The highest learning rate: reached after the first tenth of the steps, then falling to 0. Default 0.004.
  public var learningRate: Float = 4e-3

  /// Where Huber's loss becomes linear, in units of the targets; `nil` trains on the squared loss. Default 2.
  public var huberDelta: Float? = 2

  /// The longest gradient; `nil` leaves every gradient as it is. Default 1.
  public var clipNorm: Float? = 1

  /// How many steps lie between two looks at the validation blocks. Default 50; the last step always has one.
  public var validationInterval = 50

  /// The most validation windows to look at; of more, an even selection is taken. Default 512.
  public var validationWindows = 512

  /// How many looks at the validation blocks may follow the best one before the training ends; `nil` goes on to the last step,
  /// and so does a training without validation blocks. Default `nil`.
  public var patience: Int?

  /// Whether each row of a batch reads window after window of a long series and keeps its state from one to the next, rather
  /// than a window drawn at random from a zero state: back-propagation truncated to a window. Default false.
  public var carriesState = false

  /// Where the random choice of windows starts. Default 0.
  public var seed: UInt64 = 0

  /// How many threads share a batch; the results are the same bits with any number. Default: one for each core.
  public var threads = ProcessInfo.processInfo.activeProcessorCount

  /// The defaults; change what should differ.
  public init() {}

  /// The loss that `huberDelta` asks for.
  public var loss: LSTMLoss { huberDelta.map { .huber(delta: $0) } ?? .squared }

  /// The configuration itself, if each of its settings is in range.
  ///
  /// - Throws: `RecurrentError.invalidSetting` for the first that is not.
  public func validated() throws(RecurrentError) -> LSTMTrainingConfiguration {
    try RecurrentError.require(steps, in: 1...10_000_000, "steps")
    try RecurrentError.require(batch, in: 1...65_536, "batch")
    try RecurrentError.require(window, in: 1...65_536, "window")
    try RecurrentError.require(warmUp, in: 0...window - 1, "warmUp")
    let (least, greatest) = (Float.leastNormalMagnitude, Float.greatestFiniteMagnitude)
    try RecurrentError.require(learningRate, in: least...greatest, "learningRate")
    if let huberDelta { try RecurrentError.require(huberDelta, in: least...greatest, "huberDelta") }
    if let clipNorm { try RecurrentError.require(clipNorm, in: least...greatest, "clipNorm") }
    try RecurrentError.require(validationInterval, in: 1...10_000_000, "validationInterval")
    try RecurrentError.require(validationWindows, in: 1...10_000_000, "validationWindows")
    if let patience { try RecurrentError.require(patience, in: 1...10_000_000, "patience") }
    try RecurrentError.require(threads, in: 1...1_024, "threads")
    return self
  }
}
