/// Rows of up to sixteen series as they were a number of steps ago.
///
/// It is full of zeros at first. Lanes beyond its series are not kept, and read as 0.
public struct DelayLine: Sendable, Equatable {
  /// Steps from a row's going in to its coming out.
  public let delay: Int
  /// Numbers of a row for each series, W.
  public let width: Int
  /// How many series there are, L.
  public let series: Int
  /// `[delay, W, L]`, a ring.
  private var storage: [Float]
  private var place = 0

  /// - Precondition: All are above 0, and `series` is at most 16.
  public init(delay: Int, width: Int, series: Int) {
    precondition(
      delay > 0 && width > 0 && (1...16).contains(series), "DelayLine: \(delay) steps of \(width) by \(series)")
    self.delay = delay
    self.width = width
    self.series = series
    storage = [Float](repeating: 0, count: delay * width * series)
  }

  /// All rows, `[delay, W, L]`, the oldest first. A copy: allocates.
  public var rows: [Float] {
    get { Array(storage[(place * width * series)...] + storage[..<(place * width * series)]) }
    set {
      precondition(newValue.count == storage.count, "DelayLine: \(newValue.count) numbers, not \(storage.count)")
      storage = newValue
      place = 0
    }
  }

  /// Reads the row that went in `delay` steps ago.
  ///
  /// - Parameter row: A lane for each series; the first W are overwritten.
  /// - Precondition: `row.count` is at least W.
  /// - Complexity: O(W). Does not allocate.
  public func read(into row: inout MutableSpan<SIMD16<Float>>) {
    precondition(row.count >= width, "DelayLine: \(row.count) vectors, not \(width)")
    let start = place * width * series
    storage.withUnsafeBufferPointer { storage in
      for index in 0..<width {
        let source = UnsafeRawPointer(storage.baseAddress! + start + index * series)
        guard series < 16 else {
          row[index] = source.loadUnaligned(as: SIMD16<Float>.self)
          continue
        }
        var vector = SIMD16<Float>.zero
        for lane in 0..<series {
          vector[lane] = source.loadUnaligned(fromByteOffset: 4 * lane, as: Float.self)
        }
        row[index] = vector
      }
    }
  }

  /// Puts a row in, in the place of the one that was read, and goes on by a step.
  ///
  /// - Parameter row: `[W]`, a lane for each series.
  /// - Precondition: `row.count` is at least W.
  /// - Complexity: O(W). Does not allocate if the line owns its storage alone.
  public mutating func write(_ row: Span<SIMD16<Float>>) {
    precondition(row.count >= width, "DelayLine: \(row.count) vectors, not \(width)")
    let (start, width, series) = (place * width * series, width, series)
    storage.withUnsafeMutableBufferPointer { storage in
      for index in 0..<width {
        let target = UnsafeMutableRawPointer(storage.baseAddress! + start + index * series)
        let vector = row[index]
        guard series < 16 else {
          target.storeBytes(of: vector, as: SIMD16<Float>.self)
          continue
        }
        for lane in 0..<series { target.storeBytes(of: vector[lane], toByteOffset: 4 * lane, as: Float.self) }
      }
    }
    place = place + 1 == delay ? 0 : place + 1
  }
}
