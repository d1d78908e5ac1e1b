/// A remote write as a sender makes it, independently of the code that reads one.
struct RemoteWriteBody {
  var series: [(labels: [(String, String)], samples: [(milliseconds: Int64, value: Double)])]

  /// The message, in protocol buffers.
  var message: [UInt8] {
    series.flatMap { series in
      let labels = series.labels.flatMap { name, value in
        Self.field(1, Self.field(1, Array(name.utf8)) + Self.field(2, Array(value.utf8)))
      }
      let samples = series.samples.flatMap { sample in
        let bits = withUnsafeBytes(of: sample.value.bitPattern.littleEndian, Array.init)
        return Self.field(2, [0x09] + bits + [0x10] + Self.varint(UInt64(bitPattern: sample.milliseconds)))
      }
      return Self.field(1, labels + samples)
    }
  }

  /// The body: a snappy block of nothing but literals.
  var body: [UInt8] { Self.snappy(message) }

  static func snappy(_ bytes: [UInt8]) -> [UInt8] {
    var block = varint(UInt64(bytes.count))
    for start in stride(from: 0, to: bytes.count, by: 65_536) {
      let piece = bytes[start..<min(bytes.count, start + 65_536)]
      let length = UInt16(piece.count - 1)
      block += [61 << 2, UInt8(length & 0xFF), UInt8(length >> 8)] + piece
    }
    return block
  }

  static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    [number << 3 | 2] + varint(UInt64(content.count)) + content
  }

  static func varint(_ value: UInt64) -> [UInt8] {
    var value = value
    var bytes: [UInt8] = []
    repeat {
      bytes.append(UInt8(value & 0x7F) | (value > 0x7F ? 0x80 : 0))
      value >>= 7
    } while value > 0
    return bytes
  }
}
