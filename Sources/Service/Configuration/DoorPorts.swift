/// The TCP ports of the three doors; 0 lets the system choose.
public struct DoorPorts: Sendable, Equatable {
  /// The page and the REST API.
  public var main: Int
  /// `/metrics` and `/health`.
  public var metrics = 9001
  /// `/v1/decide`, `/v1/forecast`, `/v1/detect`.
  public var inference = 9002

  public init(main: Int, metrics: Int = 9001, inference: Int = 9002) {
    self.main = main
    self.metrics = metrics
    self.inference = inference
  }
}
