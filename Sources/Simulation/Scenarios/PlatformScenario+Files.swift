import DefaultScenarios

extension PlatformScenario {
  /// Reads a scenario from the text of a YAML file.
  ///
  /// - Parameter file: Its name, for refusals and for files named from its folder.
  /// - Throws: `SimulationError.place` with line, column and field.
  public init(yaml text: String, file: String) throws(SimulationError) {
    self = try ScenarioReader.read(text, file: file)
  }

  /// The names of the platforms inside the binary: the files of `datasets/scenarios`.
  public static var shippedNames: [String] { DefaultScenarios.all.map(\.name) }

  /// The shipped platform of that name; nil when there is none.
  public static func shipped(_ name: String) throws(SimulationError) -> PlatformScenario? {
    guard let found = DefaultScenarios.all.first(where: { $0.name == name }) else { return nil }
    return try PlatformScenario(yaml: found.text, file: "\(name).yaml")
  }
}
