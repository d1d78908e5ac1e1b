extension AccessToken {
  /// Shorter secrets can be found by trying.
  private static let shortSecret = 16

  /// A token before its secret is known.
  struct Holder {
    var name = ""
    var role = Role.read
  }

  static var settings: [Setting<Holder>] {
    [
      .text("name", \.name, example: "grafana", "Who holds the token, for the log"),
      .choice("role", \.role, "What the holder may do"),
    ]
  }

  /// The list `tokens`.
  static func read(_ top: ConfigurationSection) -> [AccessToken] {
    let findings = top.findings
    var tokens: [AccessToken] = []
    for entry in top.list("tokens", of: "tokens") {
      guard let section = ConfigurationSection(entry, findings), let token = read(one: section) else { continue }
      if tokens.contains(where: { $0.name == token.name }) {
        findings.complain(
          entry.place, "there are two tokens named '\(token.name)', expected a name for each; rename one")
      }
      if let other = tokens.first(where: { $0.secret == token.secret }) {
        findings.complain(
          entry.place,
          "the tokens '\(other.name)' and '\(token.name)' have the same secret, expected one for each; make another")
      }
      tokens.append(token)
    }
    return tokens
  }

  private static func read(one section: ConfigurationSection) -> AccessToken? {
    let findings = section.findings
    defer { section.finish() }
    var holder = Holder()
    section.read(settings, into: &holder)
    for setting in settings where section.entry(setting.key) == nil {
      findings.complain(
        section.place,
        "\(section.path(of: setting.key)) is missing, expected \(setting.values); add '\(setting.key): …'")
    }
    guard let secret = Secret.read(from: section) else { return nil }
    // RFC 6750, 2.1: what a client cannot send can never be right.
    let isToken = secret.value.utf8.allSatisfy { byte in
      let character = Unicode.Scalar(byte)
      return character.properties.isAlphabetic && byte < 0x80 || (0x30...0x39).contains(byte)
        || "-._~+/=".utf8.contains(byte)
    }
    guard isToken else {
      findings.complain(
        section.place,
        "the secret of the token '\(holder.name)' has other characters than letters, digits and - . _ ~ + / =, "
          + "which no client can send; make another, for example with 'openssl rand -hex 32'")
      return nil
    }
    if secret.value.utf8.count < shortSecret {
      findings.warn(
        section.place,
        "the secret of the token '\(holder.name)' is shorter than \(shortSecret) characters; "
          + "make a longer one, for example with 'openssl rand -hex 32'")
    }
    return AccessToken(name: holder.name, role: holder.role, secret: secret)
  }
}
