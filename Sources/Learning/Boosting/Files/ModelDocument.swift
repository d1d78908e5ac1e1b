/// What JSON and UBJSON can say, whichever of them a file is written in.
enum ModelDocument: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  /// An array of nothing but numbers, which is how trees are stored; empty arrays are of this kind.
  case numbers([Double])
  case list([ModelDocument])
  case object([String: ModelDocument])

  /// How deep arrays and objects may lie in one another. XGBoost's trees lie at 6.
  static let deepestNesting = 32
}
