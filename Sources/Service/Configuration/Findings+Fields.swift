extension Findings {
  /// The observation's field of that name; nil, with a complaint, for another one.
  func field(_ name: String, at place: String) -> ObservationField? {
    if let field = ObservationField(rawValue: name) { return field }
    let names = ObservationField.allCases.map(\.rawValue)
    let hint = Spelling.nearest(to: name, in: names).map { "did you mean '\($0)'?" } ?? "take it out"
    complain(place, "'\(name)' is not a field of an observation, expected \(names.joined(separator: ", ")); \(hint)")
    return nil
  }

  /// Warns of a source that gives everything but the load.
  func warnWithoutLoad(_ hasLoad: Bool, _ section: ConfigurationSection) {
    guard !hasLoad else { return }
    warn(section.place, "\(section.path) has no requestsPerSecond, without which nothing can be forecast; add it")
  }
}
