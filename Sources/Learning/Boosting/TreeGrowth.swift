/// Which leaf of a growing tree is divided next.
public enum TreeGrowth: String, Sendable, CaseIterable {
  /// The one whose split lowers the loss the most, as LightGBM does.
  case leafWise
  /// The shallowest, and of those the one whose split lowers the loss the most, as XGBoost does.
  case depthWise
}
