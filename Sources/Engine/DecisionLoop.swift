import Scaling
import Telemetry

/// Runs a pipeline against a clock: a stage that made the last decision late is left out of the next one.
///
/// Over the budget once, the next decision goes without detection; over it again, without the
/// forecast too, until a decision is in time. The pipeline itself knows no clock.
public struct DecisionLoop: Sendable {
  public var pipeline: DecisionPipeline
  /// How long a decision may take.
  public let budget: Duration
  /// How long the last decision took.
  public private(set) var lastDuration = Duration.zero
  private let now: @Sendable () -> ContinuousClock.Instant
  private var skipped: Stages = []

  /// - Parameters:
  ///   - budget: 50 ms, the engine's promise.
  ///   - now: The clock.
  public init(
    _ pipeline: DecisionPipeline, budget: Duration = .milliseconds(50),
    now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
  ) {
    self.pipeline = pipeline
    self.budget = budget
    self.now = now
  }

  /// Decides, and measures how long that took.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    let start = now()
    let decision = pipeline.decide(observation, skipping: skipped)
    lastDuration = now() - start
    if lastDuration <= budget {
      skipped = []
    } else {
      skipped.insert(skipped.contains(.detection) ? .forecast : .detection)
    }
    return decision
  }
}
