/// How names and texts are written in an exposition.
enum MetricName {
  /// A name of lower-case letters, digits and underscores: `http.serverErrors` becomes `http_server_errors`.
  static func snakeCase(_ name: String) -> String {
    var result = ""
    var mayBreak = false
    for character in name.unicodeScalars {
      switch character {
      case "A"..."Z":
        if mayBreak { result.append("_") }
        result.append(Character(character).lowercased())
        mayBreak = false
      case "a"..."z", "0"..."9":
        if result.isEmpty, ("0"..."9").contains(character) { result.append("_") }
        result.unicodeScalars.append(character)
        mayBreak = true
      default:
        result.append("_")
        mayBreak = false
      }
    }
    return result.isEmpty ? "_" : result
  }

  /// With backslashes and line feeds, and where asked for quotes, escaped.
  static func escaped(_ text: String, quotes: Bool) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
