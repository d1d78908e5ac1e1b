import CZlib
import Foundation

/// The checksum of gzip and of many other formats: whatever changes up to 32 bits in a row changes it.
public enum CRC32 {
  /// - Complexity: O(bytes), about a nanosecond each.
  public static func checksum(_ data: Data) -> UInt32 {
    data.withUnsafeBytes { bytes in
      guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return 0 }
      return UInt32(truncatingIfNeeded: crc32_z(0, base, bytes.count))
    }
  }
}
