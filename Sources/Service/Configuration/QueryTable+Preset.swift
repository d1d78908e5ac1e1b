extension QueryTable {
  /// A ready-made table.
  ///
  /// - Parameters:
  ///   - name: Of the preset.
  ///   - parameters: What the preset must be told, such as a namespace; by name.
  /// - Throws: `ServiceError.configuration` for an unknown preset, and for a parameter that is missing or unknown.
  static func preset(_ name: String, parameters: [String: String]) throws(ServiceError) -> QueryTable {
    guard let preset = QueryPreset(rawValue: name) else {
      let names = QueryPreset.allCases.map(\.rawValue).joined(separator: ", ")
      throw .configuration(["there is no preset '\(name)', expected one of \(names); write one of these, or 'queries:'"]
      )
    }
    return try preset.table(parameters)
  }
}
