import Tensors

/// One training from its first step to its last: everything that it needs, allocated at the start.
struct LSTMTrainingRun {
  /// The weights to keep: the best on the validation windows, or the last that had a finite loss.
  private(set) var kept: [Float]
  private(set) var report = LSTMTrainingReport()

  private let configuration: LSTMTrainingConfiguration
  private let table: LSTMTrainingTable
  private let training: WindowSampler
  private let validation: WindowSampler?
  private let schedule: LearningRateSchedule
  private let workspace: LSTMWorkspace
  private let start: [Float]
  private var leastLoss = Double.infinity

  init(
    _ network: LSTMNetwork, table: LSTMTrainingTable, blocks: [Range<Int>], validationBlocks: [Range<Int>],
    configuration: LSTMTrainingConfiguration
  ) throws(RecurrentError) {
    let window = configuration.window
    training = try WindowSampler(steps: window, blocks: blocks, usable: table.usable, purpose: "training")
    validation =
      validationBlocks.isEmpty
      ? nil
      : try WindowSampler(
        separate: window, blocks: validationBlocks, usable: table.usable, purpose: "validation",
        limit: configuration.validationWindows)
    self.configuration = configuration
    self.table = table
    schedule = LearningRateSchedule(peak: configuration.learningRate, steps: configuration.steps)
    workspace = LSTMWorkspace(network.layout, steps: window, capacity: configuration.batch)
    start = network.parameters
    kept = network.parameters
    report.losses.reserveCapacity(configuration.steps)
    report.trainingWindows = training.starts.count
    report.validationWindows = validation?.starts.count ?? 0
  }

  /// Does all steps.
  ///
  /// - Throws: `RecurrentError.lossNotFinite`; `kept` and `report` then tell how far it came.
  mutating func run(progress: ((LSTMTrainingProgress) -> Void)?) throws(RecurrentError) {
    var parameters = start
    var gradient = [Float](repeating: 0, count: parameters.count)
    var optimizer = AdamOptimizer(count: parameters.count)
    var chosen = [Int](repeating: 0, count: configuration.batch)
    var random = RandomSource(seed: configuration.seed)

    _ = try validate(parameters, after: 0)
    for step in 1...configuration.steps {
      training.draw(&chosen, using: &random)
      let loss = measure(chosen.span, parameters.span)
      try require(loss.isFinite, at: step)
      if validation == nil { keep(parameters, after: step - 1) }

      backward(parameters.span, into: &gradient)
      let norm = GradientClip.norm(gradient.span)
      try require(norm.isFinite, at: step)
      let rate = schedule.rate(at: step)
      var weights = parameters.mutableSpan
      optimizer.update(
        &weights, gradient: gradient.span,
        scale: GradientClip.scale(norm: norm, limit: configuration.clipNorm), learningRate: rate)
      report.losses.append(loss)

      let isDue = step % configuration.validationInterval == 0 || step == configuration.steps
      let validationLoss = isDue ? try validate(parameters, after: step) : nil
      progress?(
        LSTMTrainingProgress(
          step: step, steps: configuration.steps, loss: loss, gradientNorm: norm, learningRate: rate,
          validationLoss: validationLoss))
    }
    if validation == nil {
      // The last update's loss was never taken; its weights are good if they are finite.
      try require(parameters.allSatisfy(\.isFinite), at: configuration.steps)
      keep(parameters, after: configuration.steps)
    }
  }

  /// The mean loss of windows; leaves its gradient by the outputs in the workspace.
  private func measure(_ starts: Span<Int>, _ parameters: Span<Float>) -> Double {
    let (rows, window) = (starts.count, configuration.window)
    workspace.load(windowsAt: starts, inputs: table.inputs.span, targets: table.targets.span)
    workspace.clearState(rows: rows)
    workspace.forward(parameters, rows: rows, steps: window)
    return workspace.replaceOutputsByGradient(
      configuration.loss, warmUp: configuration.warmUp, rows: rows, steps: window)
  }

  /// Takes the gradient of the batch just measured.
  private func backward(_ parameters: Span<Float>, into gradient: inout [Float]) {
    var gradient = gradient.mutableSpan
    workspace.backward(parameters, into: &gradient, rows: configuration.batch, steps: configuration.window)
  }

  /// The mean loss on the validation windows; keeps the weights if there has been no less.
  private mutating func validate(_ parameters: [Float], after step: Int) throws(RecurrentError) -> Double? {
    guard let validation else { return nil }
    var sum = 0.0
    var first = 0
    while first < validation.starts.count {
      let end = min(first + configuration.batch, validation.starts.count)
      sum += measure(validation.starts.span.extracting(first..<end), parameters.span) * Double(end - first)
      first = end
    }
    let loss = sum / Double(validation.starts.count)
    try require(loss.isFinite, at: step)
    report.validations.append(LSTMTrainingReport.Validation(step: step, loss: loss))
    if loss < leastLoss {
      leastLoss = loss
      keep(parameters, after: step)
    }
    return loss
  }

  private mutating func keep(_ parameters: [Float], after step: Int) {
    for index in kept.indices { kept[index] = parameters[index] }
    report.keptStep = step
  }

  private func require(_ isFinite: Bool, at step: Int) throws(RecurrentError) {
    if !isFinite { throw .lossNotFinite(step: step, keptStep: report.keptStep) }
  }
}
