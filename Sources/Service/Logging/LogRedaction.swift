/// Keeps out of the log what opens doors: tokens, passwords, cookies.
///
/// `Secret` values never print; this is for those that come from outside, such as a client's headers.
enum LogRedaction {
  static let replacement = "(secret)"

  private static let keys = ["authorization", "cookie", "password", "secret", "apikey"]
  private static let triggers = ["authorization", "cookie", "bearer", "basic", "://"]

  /// Whether a field of that name is never shown.
  static func hides(key: String) -> Bool {
    let name = key.lowercased().filter { $0.isLetter }
    return name.hasSuffix("token") || keys.contains { name.contains($0) }
  }

  /// A text without the values of `Authorization` and `Cookie` headers, bearer tokens, basic credentials, and passwords
  /// in URLs.
  static func redacted(_ text: String) -> String {
    let lowered = text.lowercased()
    guard triggers.contains(where: { lowered.contains($0) }) else { return text }
    return
      text
      .replacing(/(authorization|cookie)("?\s*[:=]\s*"?)[^"\],\n]+/.ignoresCase()) { "\($0.1)\($0.2)\(replacement)" }
      .replacing(/\b(bearer)\s+(?!tokens?\b|\(secret\))[A-Za-z0-9._~+\/=\-]+/.ignoresCase()) {
        "\($0.1) \(replacement)"
      }
      .replacing(/\bBasic\s+[A-Za-z0-9+\/]{4,}=*/) { _ in "Basic \(replacement)" }
      .replacing(/:\/\/[^\/\s@]+@/) { _ in "://\(replacement)@" }
  }
}
