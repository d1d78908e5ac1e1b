/// For which versions of XGBoost a model is written.
public enum XGBoostFormat: Sendable, CaseIterable {
  /// XGBoost 1.7 to 3.0, which keep one base score for all outputs.
  case version1
  /// XGBoost 3.1 and later, which keep one for each.
  case version3
}
