import Learning

/// Shows how a detector's training goes, step by step, and ends it when a signal asks for that.
///
/// A line is written every twentieth of the steps; a terminal has one line that is rewritten instead.
final class DetectorTraining {
  /// The mean loss of the first batch; NaN before.
  private(set) var firstLoss = Double.nan
  /// The mean loss of the newest batch.
  private(set) var lastLoss = Double.nan
  /// How many steps were done.
  private(set) var stepsDone = 0
  private var validationLoss: Double?
  private let bar: ProgressBar
  private let stepsBefore: Int

  /// - Parameters:
  ///   - bar: Where to show it; its total may hold several trainings.
  ///   - stepsBefore: Steps of those before this one.
  init(_ bar: ProgressBar, stepsBefore: Int = 0) {
    self.bar = bar
    self.stepsBefore = stepsBefore
  }

  /// Whether it was ended before its last step.
  private(set) var isStopped = false

  /// Takes note of a step, and says whether there should be another.
  func goesOn(_ progress: LSTMTrainingProgress) -> Bool {
    if stepsDone == 0 { firstLoss = progress.loss }
    lastLoss = progress.loss
    stepsDone = progress.step
    validationLoss = progress.validationLoss ?? validationLoss
    let validation = validationLoss.map { ", validation \(rounded($0, 4))" } ?? ""
    bar.update(
      stepsBefore + progress.step,
      "step \(progress.step) of \(progress.steps), loss \(rounded(progress.loss, 4))\(validation),",
      isMilestone: progress.step % max(1, progress.steps / 20) == 0)
    isStopped = StopSignal.isRaised && progress.step < progress.steps
    return !isStopped
  }
}
