/// Why the service cannot start, or not go on; each prints as one sentence that ends with what to do.
public enum ServiceError: Error, Equatable, CustomStringConvertible {
  /// The configuration is wrong: all that was found, each with its line.
  case configuration([String])
  /// The database is damaged, of another version or not to be written.
  case storage(String)
  /// A model, certificate or secret is missing or damaged.
  case resource(String)
  /// Someone else's server did not answer as expected.
  case peer(String)

  public var description: String {
    switch self {
    case .configuration(let complaints): complaints.joined(separator: "; ")
    case .storage(let sentence), .resource(let sentence), .peer(let sentence): sentence
    }
  }
}
