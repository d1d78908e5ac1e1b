/// The text of a file as bytes, inflated on the way where the file begins like gzip, and bounded.
struct TextReader: ~Copyable {
  let path: String
  private var source: ByteSource
  private var gzip: GzipReader?
  private var head: [UInt8] = []
  private let limit: Int
  private var total = 0

  /// - Parameter limit: The most bytes of (inflated) text that may come, so that a small file cannot fill the memory.
  /// - Throws: `TelemetryError.corruptGzip` when the name ends in `.gz` and the bytes do not begin so; what reading throws.
  init(path: String, source: consuming ByteSource, limit: Int) throws(TelemetryError) {
    self.path = path
    self.limit = limit
    self.source = source
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 2)
    defer { buffer.deallocate() }
    buffer.initialize(repeating: 0)
    while head.count < 2 {
      let rest = UnsafeMutableBufferPointer(rebasing: buffer[..<(2 - head.count)])
      let count = try self.source.read(into: rest)
      if count == 0 { break }
      head += rest[..<count]
    }
    if head == [0x1F, 0x8B] {
      let reader = try GzipReader(path: path, beginning: head)
      gzip = consume reader
      head = []
    } else if path.hasSuffix(".gz"), !head.isEmpty {
      throw .corruptGzip(path: path, reason: "no gzip header")
    }
  }

  /// Copies the next bytes of the text into `buffer`.
  ///
  /// - Returns: How many; 0 only at the end of the text.
  /// - Throws: `TelemetryError.tooLarge` past the limit, and what reading and inflating throw.
  mutating func read(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(TelemetryError) -> Int {
    var count = 0
    if !head.isEmpty {
      count = Swift.min(head.count, buffer.count)
      for index in 0..<count { buffer[index] = head[index] }
      head.removeFirst(count)
    } else if gzip != nil {
      count = try gzip?.read(into: buffer, from: &source) ?? 0
    } else {
      count = try source.read(into: buffer)
    }
    total += count
    if total > limit { throw .tooLarge(path: path, limit: limit) }
    return count
  }
}
