import Features
import Scaling

extension DecisionPipeline {
  /// A forecast as it stands, for somebody who looks on.
  public struct Outlook: Sendable, Equatable {
    /// A quantile of the largest load over the lead time.
    public struct Quantile: Sendable, Equatable {
      public var level: Double
      /// Requests per second.
      public var load: Double
    }

    /// By rising level; nil where `degraded` says why there is none.
    public var quantiles: [Quantile]?
    public var degraded: Degradation?
  }

  /// Seconds of load that are known; at most what is kept.
  public var historySeconds: Double { forecaster?.history.duration ?? 0 }

  /// Whether there is history enough to forecast from; true of a policy that does without.
  public var isWarm: Bool { forecaster == nil || historySeconds >= Self.warmUpSeconds }

  /// The score of the newest row; nil without a detector.
  public var anomalyScore: Double? { detection?.last.value }

  /// What the pipeline expects after its newest tick, without deciding anything.
  ///
  /// - Complexity: as a decision's forecast; allocates.
  public func outlook() -> Outlook {
    guard var forecaster else { return Outlook(degraded: .loadMissing) }
    guard replicaCapacity != nil else { return Outlook(degraded: .capacityUnknown) }
    var loads = [Float](repeating: 0, count: LoadQuantiles.count)
    guard isWarm, forecaster.forecast(into: &loads) != nil else { return Outlook(degraded: .warmingUp) }
    return Outlook(quantiles: zip(forecaster.levels, loads).map { Outlook.Quantile(level: $0, load: Double($1)) })
  }
}
