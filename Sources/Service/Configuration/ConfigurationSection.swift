import Yams

/// One mapping of a configuration file, taken up key by key; `finish` complains of what nobody took.
///
/// Complaints go to the findings, and what is wrong is left as it was, so that one reading finds all that is wrong.
final class ConfigurationSection {
  /// A value with its key's path and its place.
  struct Entry {
    let path: String
    let place: String
    let node: Node
  }

  /// Of the section, from the top: `workloads[].source`; empty at the top.
  let path: String
  let place: String
  let findings: Findings
  private let entries: [(key: String, keyPlace: String, node: Node)]
  private var known: [String] = []

  /// The mapping that stands in a place of the file; a place left empty is an empty mapping.
  ///
  /// - Returns: Nil, with a complaint, for anything else.
  init?(_ entry: Entry, _ findings: Findings) {
    path = entry.path
    self.findings = findings
    place = entry.place
    switch entry.node {
    case .mapping(let mapping):
      entries = mapping.map { key, value in
        (key.scalar?.string ?? "", findings.place(key, or: entry.place), value)
      }
    case .scalar(let scalar) where scalar.isNull: entries = []
    default:
      findings.complain(
        entry.place,
        "\(entry.path.isEmpty ? "the file" : entry.path) is \(entry.node.kind), expected keys with values; "
          + "write each as 'key: value' on a line of its own, indented")
      return nil
    }
  }

  /// The value of a key; nil where the section has none.
  func entry(_ key: String) -> Entry? {
    let path = path(of: key)
    if !known.contains(key) { known.append(key) }
    findings.know(path)
    guard let found = entries.first(where: { $0.key == key }) else { return nil }
    let place = findings.place(found.node, or: found.keyPlace)
    findings.note(path, from: place)
    return Entry(path: path, place: place, node: found.node)
  }

  func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// Takes up the settings that the section has.
  func read<Root>(_ settings: [Setting<Root>], into root: inout Root) {
    for setting in settings {
      guard let entry = entry(setting.key), let text = scalar(entry, expected: setting.values) else { continue }
      let value = setting.isPath && !text.isEmpty ? findings.resolve(text) : text
      var changed = root
      guard setting.set(&changed, value) else {
        findings.complain(
          entry.place,
          "\(entry.path) is '\(text)', expected \(setting.values); write for example \(setting.example(root))")
        continue
      }
      root = changed
    }
  }

  /// The text of a key; nil, with a complaint, where it is missing or none.
  func requiredText(_ key: String, expected: String) -> String? {
    guard let entry = entry(key) else {
      findings.complain(place, "\(path(of: key)) is missing, expected \(expected); add '\(key): …'")
      return nil
    }
    return text(entry, expected: expected)
  }

  func text(_ entry: Entry, expected: String) -> String? {
    guard let text = scalar(entry, expected: expected) else { return nil }
    guard !text.isEmpty else {
      findings.complain(entry.place, "\(entry.path) is empty, expected \(expected); write one")
      return nil
    }
    return text
  }

  /// The section below a key; nil where there is none.
  func section(_ key: String) -> ConfigurationSection? { entry(key).flatMap { ConfigurationSection($0, findings) } }

  /// The elements of the list below a key; none where there is no list.
  func list(_ key: String, of what: String) -> [Entry] {
    guard let entry = entry(key) else { return [] }
    switch entry.node {
    case .sequence(let sequence):
      return sequence.map { Entry(path: "\(entry.path)[]", place: findings.place($0, or: entry.place), node: $0) }
    case .scalar(let scalar) where scalar.isNull: return []
    default:
      findings.complain(
        entry.place,
        "\(entry.path) is \(entry.node.kind), expected a list of \(what); begin each with '- ' on a line of its own")
      return []
    }
  }

  /// Texts by name below a key, in the order of the file; none where there is nothing.
  func texts(_ key: String, of what: String) -> [(name: String, entry: Entry, text: String)] {
    guard let section = section(key) else { return [] }
    return section.entries.compactMap { name, keyPlace, node in
      let entry = Entry(
        path: section.path(of: name), place: findings.place(node, or: keyPlace), node: node)
      return text(entry, expected: what).map { (name, entry, $0) }
    }
  }

  /// The names below a key with the sections that they head, in the order of the file.
  func sections(_ key: String) -> [(name: String, section: ConfigurationSection, keyPlace: String)] {
    guard let section = section(key) else { return [] }
    return section.entries.compactMap { name, keyPlace, node in
      let entry = Entry(path: "\(section.path).*", place: findings.place(node, or: keyPlace), node: node)
      return ConfigurationSection(entry, findings).map { (name, $0, keyPlace) }
    }
  }

  /// One of several ways: either a bare name, or a section below the name.
  ///
  /// - Returns: The way's name and its section, empty for a bare name; nil, with a complaint, for anything else.
  static func way(_ entry: Entry, of names: [String], _ findings: Findings) -> (
    name: String, section: ConfigurationSection
  )? {
    let expected = "one of \(names.joined(separator: ", "))"
    if case .scalar(let scalar) = entry.node, !scalar.isNull {
      let empty = Entry(path: "\(entry.path).\(scalar.string)", place: entry.place, node: .mapping(Node.Mapping([])))
      guard names.contains(scalar.string), let section = ConfigurationSection(empty, findings) else {
        findings.complain(
          entry.place, "\(entry.path) is '\(scalar.string)', expected \(expected); \(hint(scalar.string, names))")
        return nil
      }
      return (scalar.string, section)
    }
    guard let section = ConfigurationSection(entry, findings) else { return nil }
    let found = names.filter { section.entry($0) != nil }
    section.finish()
    guard found.count <= 1 else {
      findings.complain(
        entry.place, "\(entry.path) has \(found.joined(separator: " and ")), expected \(expected); take out the others")
      return nil
    }
    if section.entries.isEmpty {
      findings.complain(entry.place, "\(entry.path) is empty, expected \(expected); write one")
    }
    return found.first.flatMap { name in section.section(name).map { (name, $0) } }
  }

  /// Complains of the keys that nobody took.
  func finish() {
    for (key, place, _) in entries where !known.contains(key) {
      let section = path.isEmpty ? "at the top" : "in \(path)"
      findings.complain(
        place,
        "'\(key)' is not a key \(section), expected \(known.joined(separator: ", ")); "
          + "\(Self.hint(key, known, or: "take it out"))"
      )
    }
  }

  private static func hint(_ word: String, _ names: [String], or otherwise: String = "write one of these") -> String {
    Spelling.nearest(to: word, in: names).map { "did you mean '\($0)'?" } ?? otherwise
  }

  private func scalar(_ entry: Entry, expected: String) -> String? {
    guard case .scalar(let scalar) = entry.node else {
      findings.complain(entry.place, "\(entry.path) is \(entry.node.kind), expected \(expected); write it on one line")
      return nil
    }
    guard !scalar.isNull else {
      findings.complain(entry.place, "\(entry.path) has no value, expected \(expected); give one, or take the key out")
      return nil
    }
    return scalar.string
  }
}

extension Node {
  /// What it is, for messages that must not show its value.
  var kind: String {
    switch self {
    case .scalar: "a single value"
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }
}

extension Node.Scalar {
  /// Whether nothing was written: an unquoted empty value, `~` or `null`.
  var isNull: Bool { style == .plain && (string.isEmpty || ["~", "null", "Null", "NULL"].contains(string)) }
}

extension Findings {
  /// The place of a node, or of what stands around it.
  func place(_ node: Node, or outer: String) -> String { node.mark.map { "\(name):\($0.line):\($0.column)" } ?? outer }
}
