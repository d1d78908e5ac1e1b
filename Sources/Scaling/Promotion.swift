/// Whether the learned policy acts or the HPA still does, and on what evidence.
///
/// On a new workload the HPA acts. The learned policy runs in shadow until its rungs, at no more than their share of
/// the HPA's cost, have left less unserved than the HPA in the same shadow clusters; it hands back when they no longer do.
public struct Promotion: Sendable, Equatable, Codable {
  public enum State: String, Sendable, Codable {
    /// The HPA acts.
    case shadowing
    /// The learned policy acts.
    case promoted
  }

  public var state: State
  /// Hours of this workload's own shadows, older ones counting less; idle hours do not count. A policy that was trained
  /// on this workload before acts on that until there are four.
  public var hours: Double
  /// Ready and starting replicas of the rungs found, over the HPA's; nil before there is evidence, and where none keeps
  /// to the budget.
  public var costShare: Double?
  /// Their unserved load over the HPA's, near misses among it; nil also where the HPA leaves next to nothing unserved.
  public var lossShare: Double?

  public init(state: State, hours: Double, costShare: Double? = nil, lossShare: Double? = nil) {
    self.state = state
    self.hours = hours
    self.costShare = costShare
    self.lossShare = lossShare
  }
}
