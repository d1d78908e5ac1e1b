/// What counts as missing at a split of LightGBM's, bits 2 and 3 of its decision type.
enum LightGBMMissing: Int {
  /// Nothing: a NaN counts as 0.
  case none
  /// NaN, and what is 0 or within 1e-35 of it.
  case zero
  /// NaN.
  case nan
}
