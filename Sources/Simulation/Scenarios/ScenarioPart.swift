/// A part of a scenario that files describe field by field.
protocol ScenarioPart: Sendable {
  /// Its parameters but lists of other parts.
  static var fields: [ScenarioField<Self>] { get }
}
