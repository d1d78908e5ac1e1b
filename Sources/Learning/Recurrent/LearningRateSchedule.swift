import Foundation

/// A learning rate that rises linearly to its peak and falls along half a cosine to 0.
///
///     step ≤ w:   peak·step/w          w = max(1, round(steps·rise))
///     else:       peak·½(1 + cos(π·(step − w)/(steps − w)))
///
/// The rise lets Adam's averages settle while they are made of few gradients; the fall averages out the noise of the batches.
///
/// - SeeAlso: Loshchilov & Hutter, *SGDR: Stochastic Gradient Descent with Warm Restarts*, ICLR 2017,
///   [arXiv:1608.03983](https://arxiv.org/abs/1608.03983), for the cosine.
public struct LearningRateSchedule: Sendable, Equatable {
  /// The highest rate.
  public let peak: Float

  /// How many steps the training has.
  public let steps: Int

  /// How many of them rise.
  public let risingSteps: Int

  /// Plans the rates of a training.
  ///
  /// - Parameters:
  ///   - peak: The highest rate.
  ///   - steps: How many steps there are.
  ///   - rise: The fraction of the steps that rise, 0 to 1.
  /// - Precondition: `0 < steps`, `0 <= rise <= 1`.
  public init(peak: Float, steps: Int, rise: Double = 0.1) {
    precondition(steps > 0 && (0...1).contains(rise), "LearningRateSchedule: \(steps) steps, rise \(rise)")
    self.peak = peak
    self.steps = steps
    risingSteps = max(1, Int((Double(steps) * rise).rounded()))
  }

  /// The rate of a step, counted from 1.
  ///
  /// - Precondition: `1 <= step <= steps`.
  public func rate(at step: Int) -> Float {
    precondition((1...steps).contains(step), "LearningRateSchedule: step \(step) of \(steps)")
    if step <= risingSteps { return peak * Float(step) / Float(risingSteps) }
    let progress = Double(step - risingSteps) / Double(steps - risingSteps)
    return peak * Float(0.5 * (1 + cos(Double.pi * progress)))
  }
}
