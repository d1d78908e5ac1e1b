import Foundation

extension Array where Element: BitwiseCopyable {
  /// The elements as they lie in memory: how plain numbers are saved, one after the other.
  package var bytes: Data { withUnsafeBytes { Data($0) } }

  /// Reads elements from their bytes; nil when these are no whole number of elements.
  package init?(bytes: Data) {
    let stride = MemoryLayout<Element>.stride
    guard bytes.count % stride == 0 else { return nil }
    self = bytes.withUnsafeBytes { buffer in
      (0..<buffer.count / stride).map { buffer.loadUnaligned(fromByteOffset: $0 * stride, as: Element.self) }
    }
  }
}
