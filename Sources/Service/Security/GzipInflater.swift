import CZlib
import NIOCore

/// gzip data in memory, inflated with a limit, so that a small body cannot become a large one.
///
/// Unsafe pointers stay inside this file.
enum GzipInflater {
  /// Several members one after the other are read as one.
  ///
  /// - Parameter most: Bytes that may come out.
  /// - Throws: `RequestRefusal`, 413 when more would come out, 400 when the data is damaged or cut off.
  static func inflate(_ input: ByteBuffer, most: Int) throws(RequestRefusal) -> ByteBuffer {
    var stream = z_stream()
    // 16 above the window size asks for a gzip header and checksum.
    guard inflateInit2_(&stream, MAX_WBITS + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw RequestRefusal(.serviceUnavailable, "there is no memory to inflate the body; try again", retryAfter: 1)
    }
    defer { inflateEnd(&stream) }
    var bytes = Array(input.readableBytesView)
    var output = ByteBuffer()
    var refusal: RequestRefusal?
    bytes.withUnsafeMutableBufferPointer { source in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      refusal = inflateAll(&stream, into: &output, most: most)
    }
    if let refusal { throw refusal }
    return output
  }

  private static func inflateAll(_ stream: inout z_stream, into output: inout ByteBuffer, most: Int) -> RequestRefusal?
  {
    let piece = 64 << 10
    while true {
      var status = Z_OK
      output.writeWithUnsafeMutableBytes(minimumWritableBytes: piece) { target in
        stream.next_out = target.bindMemory(to: UInt8.self).baseAddress
        stream.avail_out = UInt32(min(target.count, piece))
        let room = Int(stream.avail_out)
        status = CZlib.inflate(&stream, Z_NO_FLUSH)
        return room - Int(stream.avail_out)
      }
      guard output.readableBytes <= most else {
        return RequestRefusal(
          .contentTooLarge, "the body is longer than \(most) bytes when it is inflated; send it in parts")
      }
      switch status {
      case Z_STREAM_END:
        if stream.avail_in == 0 { return nil }
        guard inflateReset(&stream) == Z_OK else { return damaged }
      case Z_OK where stream.avail_in > 0 || stream.avail_out == 0: continue
      default: return damaged
      }
    }
  }

  private static var damaged: RequestRefusal {
    RequestRefusal(.badRequest, "the body is damaged, cut off or no gzip at all; compress it anew")
  }
}
