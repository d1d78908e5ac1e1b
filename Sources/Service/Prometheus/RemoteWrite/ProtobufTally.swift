/// Counts the messages inside of a protocol buffers message without keeping any, so that what decoding takes is known
/// before.
///
/// - SeeAlso: https://protobuf.dev/programming-guides/encoding/
struct ProtobufTally {
  /// Series, labels and samples of a write request; nil where the bytes are no message.
  static func messages(inWriteRequest bytes: [UInt8]) -> Int? {
    var total = 0
    let isWhole = walk(bytes[...]) { field, content in
      guard field == 1 else { return true }
      total += 1
      return walk(content) { _, _ in
        total += 1
        return true
      }
    }
    return isWhole ? total : nil
  }

  /// Visits the fields that have a length.
  ///
  /// - Returns: Whether the bytes are a message, and `visit` always said so.
  private static func walk(_ bytes: ArraySlice<UInt8>, _ visit: (Int, ArraySlice<UInt8>) -> Bool) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      guard let key = varint(&rest), key >> 3 > 0 else { return false }
      switch key & 7 {
      case 0: guard varint(&rest) != nil else { return false }
      case 1: guard skip(8, &rest) else { return false }
      case 5: guard skip(4, &rest) else { return false }
      case 2:
        guard let length = varint(&rest), length <= UInt64(rest.count) else { return false }
        guard visit(Int(truncatingIfNeeded: key >> 3), rest.prefix(Int(length))) else { return false }
        rest = rest.dropFirst(Int(length))
      // Groups are no part of the protocol.
      default: return false
      }
    }
    return true
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }

  private static func skip(_ count: Int, _ rest: inout ArraySlice<UInt8>) -> Bool {
    guard rest.count >= count else { return false }
    rest = rest.dropFirst(count)
    return true
  }
}
