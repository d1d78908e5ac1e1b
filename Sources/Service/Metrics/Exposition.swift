/// A scrape's answer.
package struct Exposition: Sendable, Equatable {
  package let contentType: String
  /// UTF-8.
  package let body: [UInt8]
}
