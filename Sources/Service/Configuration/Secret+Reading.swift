import Foundation

extension Secret {
  /// What a section that names a secret's place looks like, for messages.
  private static let places = "file: PATH or environment: NAME"

  /// The secret below a key; nil where there is none, or with a complaint.
  static func read(_ key: String, in section: ConfigurationSection) -> Secret? {
    guard let entry = section.entry(key) else { return nil }
    if case .scalar = entry.node {
      section.findings.complain(
        entry.place,
        "\(entry.path) is written out, expected \(places) below it; put the secret where only the service can read it")
      return nil
    }
    guard let place = ConfigurationSection(entry, section.findings) else { return nil }
    defer { place.finish() }
    return read(from: place)
  }

  /// The secret whose place a section names, as `file` or as `environment`; nil, with a complaint, where it is not there.
  static func read(from section: ConfigurationSection) -> Secret? {
    let findings = section.findings
    switch (section.entry("file"), section.entry("environment")) {
    case (let entry?, nil):
      guard let path = section.text(entry, expected: "a file with the secret") else { return nil }
      return read(file: findings.resolve(path), entry, findings)
    case (nil, let entry?):
      guard let name = section.text(entry, expected: "an environment variable with the secret") else { return nil }
      findings.secretVariables.insert(name)
      guard let value = findings.environment[name] else {
        findings.complain(
          entry.place,
          "the environment variable \(name) is not set, expected it to hold the secret; set it, or name another")
        return nil
      }
      return checked(value, of: "the environment variable \(name)", entry, findings)
    case (nil, nil), (.some, .some):
      findings.complain(
        section.place, "\(section.path) has no secret or two, expected \(places); name one place")
      return nil
    }
  }

  private static func read(file path: String, _ entry: ConfigurationSection.Entry, _ findings: Findings) -> Secret? {
    guard let data = FileManager.default.contents(atPath: path), data.count <= 65_536 else {
      findings.complain(
        entry.place,
        "\(path) is not there or cannot be read, expected a small file with the secret; create it or check its "
          + "permissions"
      )
      return nil
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      findings.complain(entry.place, "\(path) is no text in UTF-8, expected a file with the secret; write it anew")
      return nil
    }
    findings.warnWhereReadableByAll(path, entry.place)
    return checked(text, of: path, entry, findings)
  }

  private static func checked(
    _ text: String, of origin: String, _ entry: ConfigurationSection.Entry, _ findings: Findings
  ) -> Secret? {
    var value = Substring(text)
    while value.last?.isNewline == true { value.removeLast() }
    guard !value.isEmpty else {
      findings.complain(entry.place, "\(origin) is empty, expected the secret; put it there")
      return nil
    }
    return Secret(String(value))
  }
}

extension Findings {
  /// Warns where a file that should be private can be read by everybody.
  func warnWhereReadableByAll(_ path: String, _ place: String) {
    // Kubernetes mounts secrets as symbolic links.
    let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: file)
    guard let mode = attributes?[.posixPermissions] as? Int, mode & 0o004 != 0 else { return }
    warn(place, "\(path) can be read by every user of this machine; take that away with 'chmod o-r'")
  }
}
