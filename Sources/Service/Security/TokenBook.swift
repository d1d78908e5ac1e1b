import Crypto

/// The tokens that are let in, as SHA-256 digests: the secrets themselves are not kept.
///
/// A lookup takes the same time whether and which token is found: digests are compared over all their bytes, and with all
/// tokens.
package struct TokenBook: Sendable {
  private struct Page: Sendable {
    let digest: [UInt8]
    let name: String
    let role: AccessToken.Role
  }

  private let pages: [Page]

  package init(_ tokens: [AccessToken]) {
    pages = tokens.map { Page(digest: Self.digest($0.secret.value), name: $0.name, role: $0.role) }
  }

  /// Whether there are no tokens, so that everything is open.
  package var isEmpty: Bool { pages.isEmpty }

  /// The caller that an `Authorization` field names.
  ///
  /// - Parameter authorization: The field's value; nil where the request has none.
  package func caller(_ authorization: String?) -> Caller {
    if pages.isEmpty { return .anybody }
    guard let authorization else { return .anonymous }
    let parts = authorization.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return .unknown }
    let digest = Self.digest(parts[1].trimmingPrefix { $0 == " " })
    var found = -1
    for (index, page) in pages.enumerated() {
      var difference: UInt8 = 0
      for (own, other) in zip(page.digest, digest) { difference |= own ^ other }
      // All ones where the digests are equal, without a branch.
      let isEqual = (Int(difference) - 1) >> 8
      found = (found & ~isEqual) | (index & isEqual)
    }
    return found < 0 ? .unknown : .token(name: pages[found].name, role: pages[found].role)
  }

  private static func digest(_ secret: some StringProtocol) -> [UInt8] {
    Array(SHA256.hash(data: Array(secret.utf8)))
  }
}
