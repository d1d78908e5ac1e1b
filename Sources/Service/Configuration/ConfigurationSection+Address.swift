import Foundation

extension ConfigurationSection {
  private static let expected = "an address such as http://127.0.0.1:9090"

  /// An HTTP address below a key; nil where there is none, or with a complaint.
  func address(_ key: String, isRequired: Bool) -> String? {
    if isRequired { return requiredText(key, expected: Self.expected).flatMap { address($0, entry(key)) } }
    return entry(key).flatMap { entry in text(entry, expected: Self.expected).flatMap { address($0, entry) } }
  }

  /// The HTTP addresses of a list.
  func addresses(_ key: String) -> [String] {
    list(key, of: "addresses").compactMap { entry in
      text(entry, expected: Self.expected).flatMap { address($0, entry) }
    }
  }

  private func address(_ text: String, _ entry: Entry?) -> String? {
    let entryPlace = entry?.place ?? place
    let entryPath = entry?.path ?? path
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
      ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty, parts.fragment == nil
    else {
      // What cannot be taken apart may have a password inside.
      let shown = text.contains("@") ? "no address" : "'\(text)'"
      findings.complain(entryPlace, "\(entryPath) is \(shown), expected \(Self.expected); write scheme, host and port")
      return nil
    }
    guard parts.user == nil, parts.password == nil else {
      findings.complain(
        entryPlace,
        "\(entryPath) has a user or a password inside, expected none; take it out, and use a bearer token from a file")
      return nil
    }
    return text
  }
}
