import CSnappy

/// Snappy's block format. Unsafe pointers stay inside this file.
package enum Snappy {
  /// What a block becomes, in bytes, as its head says; nil where there is no head.
  package static func length(of block: [UInt8]) -> Int? {
    var length = 0
    let status = block.withUnsafeBytes {
      snappy_uncompressed_length($0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count, &length)
    }
    return status == SNAPPY_OK ? length : nil
  }

  /// Inflates a block.
  ///
  /// - Parameter limit: A block that says that it becomes longer is left alone, before any memory is taken for it, in
  ///   bytes.
  /// - Returns: Nil where the block is damaged.
  /// - Precondition: The block's ``length(of:)`` is at most `limit`.
  package static func inflated(_ block: [UInt8], limit: Int) -> [UInt8]? {
    guard let length = length(of: block) else { return nil }
    precondition(length <= limit, "a block of \(length) bytes, of which \(limit) are allowed")
    // The head alone could ask for a lot: a block cannot say more than 64 bytes with three, so that this much is no
    // block.
    guard length <= block.count * 32 else { return nil }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: length) { output, count in
      var written = length
      let status = block.withUnsafeBytes { input in
        snappy_uncompress(
          input.baseAddress?.assumingMemoryBound(to: CChar.self), input.count,
          UnsafeMutableRawBufferPointer(output).baseAddress?.assumingMemoryBound(to: CChar.self), &written)
      }
      isWhole = status == SNAPPY_OK
      count = isWhole ? written : 0
    }
    return isWhole ? bytes : nil
  }
}
