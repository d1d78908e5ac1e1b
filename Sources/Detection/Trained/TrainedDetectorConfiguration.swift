/// What a ``TrainedDetector`` is made of and how it is trained.
public struct TrainedDetectorConfiguration: Sendable, Equatable {
  /// The models whose errors are judged.
  public enum Models: String, Sendable, CaseIterable {
    /// The LSTM, one row ahead; the linear forecast; the subspace.
    case ensemble
    /// The LSTM alone, one row ahead.
    case lstm
    /// The LSTM alone, ten rows ahead.
    case lstm10
    /// The linear forecast alone.
    case ridge
    /// The subspace alone.
    case pca
    /// The linear forecast and the subspace: the ensemble without its LSTM.
    case linear

    /// Whether there is an LSTM to train step by step; the other models are solved for.
    public var hasLSTM: Bool { self == .ensemble || self == .lstm || self == .lstm10 }
    var hasRidge: Bool { self == .ensemble || self == .ridge || self == .linear }
    var hasSubspace: Bool { self == .ensemble || self == .pca || self == .linear }
    /// How many models that is.
    var count: Int { [hasLSTM, hasRidge, hasSubspace].count { $0 } }
    /// Rows from a forecast of the LSTM to the row that it is of.
    var horizon: Int { self == .lstm10 ? 10 : 1 }
  }

  public var models: Models
  /// Hidden units of the LSTM, H.
  public var hidden: Int
  /// Optimizer steps of 64 windows of 64 rows.
  public var steps: Int
  /// Whether metrics are standardized by their running past, so that the model can move to another service,
  /// rather than by the statistics of the training rows.
  public var adaptsScale: Bool
  /// Wanted probability of an alarm per row, above 0 and below 0.5.
  public var alarmRate: Double
  /// Of the initial weights and the drawing of windows.
  public var seed: UInt64
  /// How many threads share a batch; nil for one per core. The results are the same bits with any number.
  public var threads: Int?

  public init(
    models: Models = .ensemble, hidden: Int = 48, steps: Int = 200, adaptsScale: Bool = false, alarmRate: Double = 1e-3,
    seed: UInt64 = 0, threads: Int? = nil
  ) {
    self.models = models
    self.hidden = hidden
    self.steps = steps
    self.adaptsScale = adaptsScale
    self.alarmRate = alarmRate
    self.seed = seed
    self.threads = threads
  }

  /// Returns itself when it makes sense.
  ///
  /// - Throws: `DetectionError.learning` for the first setting that does not.
  public func validated() throws(DetectionError) -> Self {
    guard (1...1_024).contains(hidden) else { throw .learning("\(hidden) hidden units; give 1 to 1024") }
    guard (1...1_000_000).contains(steps) else { throw .learning("\(steps) training steps; give 1 to 1000000") }
    if let threads, !(1...1_024).contains(threads) { throw .learning("\(threads) threads; give 1 to 1024") }
    guard alarmRate > 0, alarmRate < 0.5 else {
      throw .learning("an alarm rate of \(alarmRate) per row; give a probability between 0 and 0.5, for example 0.001")
    }
    return self
  }
}
