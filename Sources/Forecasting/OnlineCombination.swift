import Features

/// What a combined forecaster learns between its fits: whom to trust, and how wide the band must be.
///
/// An answer is settled once its window has ended, so nothing later than now is used.
struct OnlineCombination: Sendable {
  /// What was said at a step.
  private struct Answer: Sendable {
    var experts: [Float]
    var mean: Float
    var quantiles: [Float]
  }

  private let reach: Int
  private(set) var mixture: ExpertMixture
  private var tracker: QuantileTracker
  private var actual: SlidingMaximum
  /// The newest `reach` answers by step; nil where nothing could be said.
  private var answers: [Answer?]
  private var step = 0

  init(target: ForecastTarget, levels: [Double], experts: Int) {
    reach = target.reach
    mixture = ExpertMixture(experts: experts)
    tracker = QuantileTracker(levels: levels)
    actual = SlidingMaximum(length: target.window)
    answers = [Answer?](repeating: nil, count: target.reach)
  }

  /// Takes the load of a step and settles the answer whose window it ends.
  mutating func observe(_ load: Float) {
    actual.append(load)
    let slot = step % reach
    if let answer = answers[slot], !actual.maximum.isNaN {
      mixture.settle(answer.experts, mean: answer.mean, actual: actual.maximum)
      tracker.settle(answer.quantiles, actual: actual.maximum)
    }
    answers[slot] = nil
    step += 1
  }

  /// Combines what is said right after the newest load, to be settled later.
  ///
  /// - Parameters:
  ///   - experts: Their means.
  ///   - quantiles: `[levels.count]`, rising.
  mutating func combine(_ experts: [Float], _ quantiles: [Float]) {
    var quantiles = quantiles
    tracker.adjust(&quantiles)
    answers[(step + reach - 1) % reach] = Answer(experts: experts, mean: mixture.mean(experts), quantiles: quantiles)
  }

  /// The combined forecast of the newest step; nil where there is none.
  var newest: (mean: Float, quantiles: [Float])? {
    answers[(step + reach - 1) % reach].map { ($0.mean, $0.quantiles) }
  }
}
