/// Text with tags, built front to back; everything that is not a tag is escaped.
package struct Markup {
  package private(set) var string = ""

  package init() {}

  /// Adds markup as it is; only for our own constant text.
  package mutating func raw(_ markup: String) { string += markup }

  /// Adds text, escaped.
  package mutating func text(_ text: String) { string += Self.escaped(text) }

  /// Adds an element with content; attributes are written in the order of their names.
  package mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: (inout Markup) -> Void
  ) {
    open(name, attributes)
    string += ">"
    content(&self)
    string += "</\(name)>"
  }

  /// Adds an element without content.
  package mutating func void(_ name: String, _ attributes: KeyValuePairs<String, String> = [:]) {
    open(name, attributes)
    string += "/>"
  }

  private mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String>) {
    string += "<\(name)"
    for (key, value) in attributes { string += " \(key)=\"\(Self.escaped(value))\"" }
  }

  /// Makes text safe inside elements and attributes of HTML and XML; characters that XML forbids become U+FFFD.
  package static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
