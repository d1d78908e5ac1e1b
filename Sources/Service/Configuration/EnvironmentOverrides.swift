import Configuration

/// Settings that environment variables give: `TIDEGATE_STORAGE_PATH` goes before `storage.path` of the file.
struct EnvironmentOverrides {
  private static let prefix = "tidegate"
  /// Read elsewhere: by the command, by the package, by the acceptance checks.
  private static let elsewhere: Set = [
    "TIDEGATE_COMMIT", "TIDEGATE_CONFIG", "TIDEGATE_DATA", "TIDEGATE_SERVICE",
  ]

  private let variables: [String: String]
  private let reader: ConfigReader

  init(_ variables: [String: String]) {
    self.variables = variables
    // Without secrets: those are read by the names that the file gives.
    reader = ConfigReader(
      provider: EnvironmentVariablesProvider(
        environmentVariables: variables.filter { $0.key.hasPrefix("TIDEGATE_") }))
  }

  /// The variable of a setting: capitals, words parted by `_`.
  static func name(section: String, key: String) -> String {
    let path = [prefix, section, key].filter { !$0.isEmpty }
    return path.map { word in
      var name = ""
      for character in word {
        if character.isUppercase, name.last?.isUppercase == false { name.append("_") }
        name.append(character)
      }
      return name.uppercased()
    }
    .joined(separator: "_")
  }

  /// The value of a setting and the variable that gives it; nil where none does, or an empty one, as Compose files pass on.
  func value(section: String, key: String) -> (text: String, place: String)? {
    let path = [Self.prefix, section, key].filter { !$0.isEmpty }
    guard let text = reader.string(forKey: ConfigKey(path)), !text.isEmpty else { return nil }
    return (text, "environment variable \(Self.name(section: section, key: key))")
  }

  /// Takes up the settings that are given.
  func read<Root>(_ settings: [Setting<Root>], section: String, into root: inout Root, _ findings: Findings) {
    for setting in settings {
      guard let (text, place) = value(section: section, key: setting.key) else { continue }
      findings.note(section.isEmpty ? setting.key : "\(section).\(setting.key)", from: place)
      var changed = root
      guard setting.set(&changed, text) else {
        findings.complain(
          place, "it is '\(text)', expected \(setting.values); set for example \(setting.example(root))")
        continue
      }
      root = changed
    }
  }

  /// Complains of variables that look like ours and are none.
  func complainOfUnknown(_ known: [String], _ findings: Findings) {
    let ours = Set(known).union(Self.elsewhere).union(findings.secretVariables)
    for (name, value) in variables.sorted(by: { $0.key < $1.key }) where name.hasPrefix("TIDEGATE_") {
      guard !value.isEmpty, !ours.contains(name), !Self.isServiceLink(name) else { continue }
      let hint = Spelling.nearest(to: name, in: known).map { "did you mean \($0)?" } ?? "unset it"
      findings.complain("environment variable \(name)", "there is no such setting, expected the name of one; \(hint)")
    }
  }

  /// Whether Kubernetes or Docker set the variable, to say where a service named `tidegate…` is.
  private static func isServiceLink(_ name: String) -> Bool {
    name.wholeMatch(of: /TIDEGATE_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT|PORT_\d+_(TCP|UDP)(_(ADDR|PORT|PROTO))?)/)
      != nil
  }
}
