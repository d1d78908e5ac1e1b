/// Look-ups of a service in a cache per request; a miss is a read of a database.
public struct LookupSpecification: Sendable, Equatable {
  public var cache: String
  public var perRequest = 1.0
  /// Where a miss is read from; nothing when absent.
  public var database: String?

  public init(cache: String) { self.cache = cache }
}
