import CZlib

/// Compresses bytes to one gzip member; the same bytes give the same file, since no name and no time is kept.
enum GzipWriter {
  /// - Parameter path: Names the file in the error.
  /// - Throws: `TelemetryError.unwritable` when zlib refuses.
  static func compress(_ bytes: [UInt8], path: String) throws(TelemetryError) -> [UInt8] {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    defer { stream.deallocate() }
    stream.initialize(to: z_stream())
    // 16 above the window size asks for a gzip header; 8 is zlib's default memory level.
    let status = deflateInit2_(
      stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw .unwritable(path: path, reason: "zlib could not start, code \(status)") }
    defer { deflateEnd(stream) }

    var input = bytes
    var output: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var isDone = false
    input.withUnsafeMutableBufferPointer { input in
      var taken = 0
      while !isDone {
        // zlib counts in 32 bits, so a long text goes in by pieces.
        if stream.pointee.avail_in == 0, taken < input.count, let base = input.baseAddress {
          let count = Swift.min(input.count - taken, 1 << 30)
          stream.pointee.next_in = base + taken
          stream.pointee.avail_in = uInt(count)
          taken += count
        }
        let written = piece.withUnsafeMutableBufferPointer { piece in
          stream.pointee.next_out = piece.baseAddress
          stream.pointee.avail_out = uInt(piece.count)
          isDone = deflate(stream, taken == input.count ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_END
          return piece.count - Int(stream.pointee.avail_out)
        }
        output += piece[..<written]
      }
    }
    return output
  }
}
