import Crypto
import Foundation

/// A file of the web page, or the OpenAPI document, as a browser gets it; all of them are inside the binary.
///
/// They hold nothing secret, so they are served without a token: the page asks for one when the REST API does.
package struct PageAsset: Sendable {
  /// The path on the main door: `/`, `/openapi.json` or `/assets/…`.
  package let path: String
  package let contentType: String
  package let bytes: [UInt8]
  /// A strong validator with its quotes, made of the bytes.
  package let entityTag: String

  /// Every asset, by path.
  package static let all: [String: PageAsset] = {
    let assets = PageFiles.base64.map { PageAsset(file: $0.name, base64: $0.text) }
    return Dictionary(uniqueKeysWithValues: assets.map { ($0.path, $0) })
  }()

  /// The headers that go with every asset: nothing but the page's own files may run or be asked, text cannot become
  /// markup, and a copy is used only after asking whether it is still the newest.
  package static let headers: [(name: String, value: String)] = [
    (
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-cache"),
  ]

  /// Whether a client that sent this `If-None-Match` has the asset already, so that 304 without a body answers it.
  package func matches(ifNoneMatch header: String?) -> Bool {
    guard let header else { return false }
    return header.split(separator: ",").contains { tag in
      let tag = tag.filter { $0 != " " }
      return tag == "*" || tag == entityTag || tag == "W/\(entityTag)"
    }
  }

  private init(file: String, base64: String) {
    guard let data = Data(base64Encoded: base64) else { preconditionFailure("\(file) is not base64") }
    bytes = Array(data)
    entityTag = "\"\(Data(SHA256.hash(data: data).prefix(12)).base64EncodedString())\""
    switch file {
    case "index.html": path = "/"
    case "openapi.json": path = "/openapi.json"
    default: path = "/assets/\(file)"
    }
    contentType =
      switch file.split(separator: ".").last {
      case "html": "text/html; charset=utf-8"
      case "css": "text/css; charset=utf-8"
      case "js": "text/javascript; charset=utf-8"
      case "json": "application/json"
      case "svg": "image/svg+xml"
      default: "application/octet-stream"
      }
  }
}
