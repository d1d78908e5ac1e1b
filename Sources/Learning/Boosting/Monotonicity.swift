/// How the prediction may change while one feature grows and the others stay.
public enum Monotonicity: String, Sendable, CaseIterable {
  /// It never falls.
  case increasing
  /// It never rises.
  case decreasing
}
