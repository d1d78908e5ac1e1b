import CZlib

/// Inflates gzip data piece by piece, so that a file never stands in memory whole.
///
/// Several members one after the other are read as one, as `gzip -d` does; zero bytes after the last are padding.
/// Unsafe pointers stay inside this file: zlib keeps addresses between its calls.
struct GzipReader: ~Copyable {
  private let path: String
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private var state = State.inMember

  private enum State { case inMember, betweenMembers, done }

  /// - Parameter beginning: The bytes of the file that have been read already.
  init(path: String, beginning: [UInt8]) throws(TelemetryError) {
    self.path = path
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    input = .allocate(capacity: 1 << 16)
    input.initialize(repeating: 0)
    for (index, byte) in beginning.enumerated() { input[index] = byte }
    stream.pointee.next_in = input.baseAddress
    stream.pointee.avail_in = uInt(beginning.count)
    // 16 above the window size asks for a gzip header and checksum.
    let status = inflateInit2_(stream, MAX_WBITS + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw .unreadable(path: path, reason: "zlib could not start, code \(status)") }
  }

  deinit {
    inflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
    input.deallocate()
  }

  /// Writes inflated bytes into `output`.
  ///
  /// - Returns: How many; 0 only at the end of the data.
  /// - Throws: `TelemetryError.corruptGzip` when the data is truncated, damaged or no gzip at all, and what `source` throws.
  mutating func read(
    into output: UnsafeMutableBufferPointer<UInt8>, from source: inout ByteSource
  ) throws(TelemetryError) -> Int {
    guard let base = output.baseAddress, state != .done else { return 0 }
    stream.pointee.next_out = base
    stream.pointee.avail_out = uInt(output.count)
    while stream.pointee.avail_out == uInt(output.count) {
      if stream.pointee.avail_in == 0 {
        let count = try source.read(into: input)
        guard count > 0 else {
          guard state == .betweenMembers else { throw .corruptGzip(path: path, reason: "it ends too early") }
          state = .done
          return 0
        }
        stream.pointee.next_in = input.baseAddress
        stream.pointee.avail_in = uInt(count)
      }
      if state == .betweenMembers {
        skipPadding()
        if stream.pointee.avail_in == 0 { continue }
        guard inflateReset(stream) == Z_OK else { throw .corruptGzip(path: path, reason: "zlib could not go on") }
        state = .inMember
      }
      try inflateSome()
    }
    return output.count - Int(stream.pointee.avail_out)
  }

  private mutating func inflateSome() throws(TelemetryError) {
    switch inflate(stream, Z_NO_FLUSH) {
    case Z_STREAM_END: state = .betweenMembers
    case Z_OK, Z_BUF_ERROR: break
    default:
      let reason = stream.pointee.msg.map { String(cString: $0) } ?? "damaged data"
      throw .corruptGzip(path: path, reason: reason)
    }
  }

  private func skipPadding() {
    while stream.pointee.avail_in > 0, let next = stream.pointee.next_in, next.pointee == 0 {
      stream.pointee.next_in = next + 1
      stream.pointee.avail_in -= 1
    }
  }
}
