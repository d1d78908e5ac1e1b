import Tensors

/// A training of an ``LSTMNetwork`` that goes on step by step, for callers that want to look, stop or save in between.
///
///     let training = try LSTMTraining(network, inputs: rows, targets: nextRows, blocks: [0..<8_000])
///     while let progress = try training.step() { … }
///     let best = training.network
///
/// ``LSTMTrainer`` does just that and says what the steps are made of. A step allocates nothing, apart from those that look at
/// the validation blocks.
///
/// Not to be used by two threads at once; it uses several of its own (see ``LSTMTrainingConfiguration/threads``).
public final class LSTMTraining {
  /// The losses, and which weights are kept.
  public internal(set) var report = LSTMTrainingReport()

  /// How it trains.
  public let configuration: LSTMTrainingConfiguration

  let learner: LSTMLearner
  let start: LSTMNetwork
  var kept: [SIMD16<Float>]
  var optimizer = AdamOptimizer()
  var random: RandomSource
  var streams: WindowStreams?
  var chosen: [Int]
  private var isContinued: [Bool]
  private let training: WindowSampler
  private let validation: WindowSampler?
  private let schedule: LearningRateSchedule

  /// Begins a training.
  ///
  /// - Parameters:
  ///   - network: The network to start from.
  ///   - inputs: Shape `[N, D]`, best standardized.
  ///   - targets: Shape `[N, O]`.
  ///   - blocks: The rows that training windows may lie in.
  ///   - validationBlocks: Rows to measure on. May be empty.
  ///   - configuration: How to train.
  /// - Throws: `RecurrentError.invalidSetting`, `.wrongShape`, `.blockOutOfRange` or `.noWindow`.
  public init(
    _ network: LSTMNetwork, inputs: Tensor, targets: Tensor, blocks: [Range<Int>],
    validationBlocks: [Range<Int>] = [], configuration: LSTMTrainingConfiguration = LSTMTrainingConfiguration()
  ) throws(RecurrentError) {
    let configuration = try configuration.validated()
    let table = try LSTMTrainingTable(inputs: inputs, targets: targets, layout: network.layout)
    let window = configuration.window
    self.configuration = configuration
    training =
      configuration.carriesState
      ? try WindowSampler(
        separate: window, blocks: blocks, usable: table.usable, purpose: "training", limit: .max)
      : try WindowSampler(steps: window, blocks: blocks, usable: table.usable, purpose: "training")
    validation =
      validationBlocks.isEmpty
      ? nil
      : try WindowSampler(
        separate: window, blocks: validationBlocks, usable: table.usable, purpose: "validation",
        limit: configuration.validationWindows)
    streams =
      configuration.carriesState ? WindowStreams(training, length: window, rows: configuration.batch) : nil
    schedule = LearningRateSchedule(peak: configuration.learningRate, steps: configuration.steps)
    learner = LSTMLearner(network, table: table, configuration: configuration)
    start = network
    kept = network.parameters
    random = RandomSource(seed: configuration.seed)
    chosen = [Int](repeating: 0, count: configuration.batch)
    isContinued = [Bool](repeating: false, count: configuration.batch)
    report.losses.reserveCapacity(configuration.steps)
    report.trainingWindows = training.starts.count
    report.validationWindows = validation?.starts.count ?? 0
  }

  /// The network with the weights to keep: the best on the validation windows, or without those the last.
  public var network: LSTMNetwork {
    var network = start
    network.parameters = kept
    return network
  }

  /// Whether all steps are done, or the validation loss has not fallen for as many looks as were to be waited for.
  public var isFinished: Bool {
    if report.losses.count >= configuration.steps { return true }
    guard let patience = configuration.patience, let best = report.validations.firstIndex(where: isBest) else {
      return false
    }
    return report.validations.count - 1 - best >= patience
  }

  private func isBest(_ look: LSTMTrainingReport.Validation) -> Bool { look.step == report.keptStep }

  /// Learns from one batch.
  ///
  /// - Returns: How it went; `nil` if the training is finished, and then nothing was done.
  /// - Throws: `RecurrentError.lossNotFinite`; the best weights up to there are kept.
  public func step() throws(RecurrentError) -> LSTMTrainingProgress? {
    if report.losses.isEmpty && report.validations.isEmpty { _ = try validate(after: 0) }
    if isFinished { return nil }
    let step = report.losses.count + 1
    if streams != nil {
      streams?.next(&chosen, isContinued: &isContinued, isFirst: step == 1)
    } else {
      training.draw(&chosen, using: &random)
    }
    let loss = learner.learn(chosen.span, isContinued: isContinued.span)
    try require(loss.isFinite, at: step, of: chosen)
    if validation == nil { keep(after: step - 1) }
    let norm = learner.sumGradients()
    try require(norm.isFinite, at: step, of: chosen)
    let rate = schedule.rate(at: step)
    learner.move(
      optimizer.advance(
        learningRate: rate, scale: GradientClip.scale(norm: norm, limit: configuration.clipNorm)))
    report.losses.append(loss)
    let isDue = step % configuration.validationInterval == 0 || step == configuration.steps
    return LSTMTrainingProgress(
      step: step, steps: configuration.steps, loss: loss, gradientNorm: norm, learningRate: rate,
      validationLoss: isDue ? try validate(after: step) : nil)
  }

  /// Takes the newest weights into account: a last look at the validation windows, or without those they are kept.
  ///
  /// - Throws: `RecurrentError.lossNotFinite` if they are not finite; the best weights up to there are kept.
  public func finish() throws(RecurrentError) {
    let step = report.losses.count
    if validation == nil {
      // The last update's loss was never taken; its weights are good if they are finite.
      for index in 0..<learner.layout.count {
        try require(learner.parameters.base[index].isFinite, at: step, of: chosen)
      }
      keep(after: step)
    } else if report.validations.last?.step != step {
      _ = try validate(after: step)
    }
  }

  /// The mean loss on the validation windows; keeps the weights if there has been no less.
  private func validate(after step: Int) throws(RecurrentError) -> Double? {
    guard let validation else { return nil }
    var sum = 0.0
    var first = 0
    while first < validation.starts.count {
      let end = min(first + configuration.batch, validation.starts.count)
      sum += learner.measure(validation.starts.span.extracting(first..<end)) * Double(end - first)
      first = end
    }
    let loss = sum / Double(validation.starts.count)
    try require(loss.isFinite, at: step)
    // Gates hold infinite weights down: a finite loss does not show them.
    for index in 0..<learner.layout.count { try require(learner.parameters.base[index].isFinite, at: step) }
    let least = report.bestValidationLoss
    report.validations.append(LSTMTrainingReport.Validation(step: step, loss: loss))
    if least.map({ loss < $0 }) ?? true { keep(after: step) }
    return loss
  }

  private func keep(after step: Int) {
    kept.withUnsafeMutableBytes { bytes in
      bytes.copyMemory(from: UnsafeRawBufferPointer(start: learner.parameters.base, count: bytes.count))
    }
    report.keptStep = step
  }

  private func require(_ isFinite: Bool, at step: Int, of windows: [Int] = []) throws(RecurrentError) {
    if !isFinite { throw .lossNotFinite(step: step, keptStep: report.keptStep, windows: windows) }
  }
}
