/// A value from a file or the environment that is never printed.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible {
  /// The value; hand it on, never log it.
  public let value: String

  public init(_ value: String) { self.value = value }

  public var description: String { "(secret)" }
  public var debugDescription: String { description }
}
