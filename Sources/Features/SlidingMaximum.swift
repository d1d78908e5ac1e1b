import DequeModule

/// The largest of the newest `length` values, missing ones left out.
///
/// A deque holds the values that can still become the maximum, in falling order, so each value
/// enters and leaves once (Lemire, *Streaming maximum-minimum filter using no more than three
/// comparisons per element*, [arXiv:cs/0610046](https://arxiv.org/abs/cs/0610046)). The smallest
/// value is the maximum of the negated ones.
///
/// - Complexity: O(1) per value on average. Does not allocate after `init`.
public struct SlidingMaximum: Sendable {
  /// The width of the window, in steps.
  public let length: Int
  private var position = 0
  private var candidates: Deque<Candidate>

  private struct Candidate: Sendable {
    var position: Int
    var value: Float
  }

  /// - Precondition: `length >= 1`.
  public init(length: Int) {
    precondition(length >= 1, "a window needs a length of at least 1 step, not \(length)")
    self.length = length
    candidates = Deque(minimumCapacity: length + 1)
  }

  /// The maximum of the window; NaN when all its values are missing.
  public var maximum: Float { candidates.first?.value ?? .nan }

  /// Takes the next value; NaN is a missing one.
  public mutating func append(_ value: Float) {
    if let first = candidates.first, first.position <= position - length { candidates.removeFirst() }
    if !value.isNaN {
      while let last = candidates.last, last.value <= value { candidates.removeLast() }
      candidates.append(Candidate(position: position, value: value))
    }
    position += 1
  }
}
