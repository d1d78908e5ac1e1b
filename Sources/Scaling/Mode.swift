/// What a unit of unserved load is worth to the learned policy, and what it may spend on it.
public enum Mode: String, CaseIterable, Sendable, Codable {
  /// Fewest replica-hours without serving worse than the HPA.
  case save
  /// Between the two.
  case balanced
  /// Fewest unserved requests at no more than the HPA's replica-hours.
  case protect

  /// Replica-ticks that one replica-tick of unserved load may cost.
  package var price: Double {
    switch self {
    case .save: 5
    case .balanced: 50
    case .protect: 3_000
    }
  }

  /// The share of the HPA's ready and starting replicas that may be spent.
  package var costShare: Float { self == .protect ? 0.995 : 0.98 }
  /// The share of the HPA's ready replicas that may be spent.
  package var readyShare: Float { 0.98 }
  /// The share of the HPA's unserved load that is wanted; up to three quarters are accepted.
  package var lossShare: Float { self == .save ? 0.5 : 0.35 }
  /// The unserved load that does not count, as a share of the HPA's ready replicas' capacity; two in 100,000, none in
  /// `protect`.
  package var negligibleLoss: Float { self == .protect ? 0 : 2e-5 }
  /// How many scale actions are wanted, over the HPA's.
  package var changeShare: Float { self == .protect ? 12 : 2 }
  /// Whether more than the HPA's budget may be spent where the HPA itself leaves a twentieth unserved.
  package var relaxesFailedBudget: Bool { self == .protect }
}
