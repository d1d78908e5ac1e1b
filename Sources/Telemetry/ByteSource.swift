/// Where raw bytes come from: an open file, or an array in memory.
enum ByteSource {
  case file(OpenFile)
  case memory([UInt8], position: Int)

  /// Copies the next bytes into `buffer`.
  ///
  /// - Returns: How many; 0 only at the end.
  /// - Throws: `TelemetryError.unreadable` when the system refuses.
  mutating func read(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(TelemetryError) -> Int {
    switch self {
    case .file(let file):
      return try file.read(into: buffer)
    case .memory(let bytes, let position):
      let count = Swift.min(buffer.count, bytes.count - position)
      for index in 0..<count { buffer[index] = bytes[position + index] }
      self = .memory(bytes, position: position + count)
      return count
    }
  }
}
