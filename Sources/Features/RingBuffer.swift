/// The newest `capacity` values of an endless sequence, addressed by their position in that sequence.
///
/// - Complexity: `append` and the subscript are O(1); neither allocates.
public struct RingBuffer: Sendable, Equatable {
  /// How many of the newest values are kept.
  public let capacity: Int
  /// How many values were appended so far, forgotten ones included.
  public private(set) var count = 0
  private var storage: [Float]

  /// - Parameter count: How many values are taken to have been appended and forgotten already.
  /// - Precondition: `capacity >= 1`.
  public init(capacity: Int, startingAt count: Int = 0) {
    precondition(capacity >= 1, "a ring buffer needs a capacity of at least 1, not \(capacity)")
    self.capacity = capacity
    self.count = count
    storage = [Float](repeating: .nan, count: capacity)
  }

  /// The position of the oldest value that is still kept.
  public var firstPosition: Int { max(0, count - capacity) }

  public mutating func append(_ value: Float) {
    storage[count % capacity] = value
    count += 1
  }

  /// The value at `position` of the sequence; NaN where it is forgotten or not there yet.
  public subscript(position: Int) -> Float {
    position >= firstPosition && position < count ? storage[position % capacity] : .nan
  }
}
