/// Queries of a service per request.
public struct QuerySpecification: Sendable, Equatable {
  public var database: String
  public var reads = 1.0
  public var writes = 0.0

  public init(database: String) { self.database = database }
}
