/// Messages that a service writes per request.
public struct PublishSpecification: Sendable, Equatable {
  public var topic: String
  public var perRequest = 1.0

  public init(topic: String) { self.topic = topic }
}
