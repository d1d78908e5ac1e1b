#if canImport(Glibc)
  import Glibc
#endif

/// Where kernels' memory comes from.
enum KernelMemory {
  private static let hugePage = 1 << 21

  /// Takes memory that begins at a cache line, from 1 MB on in pages of 2 MB where the system has them.
  ///
  /// Rows of a small leaf lie far apart: on pages of 4 KB, looking up where each one is took longer than reading it, and
  /// counting one row in ten took 1.3 ns a cell instead of 0.5.
  ///
  /// - Returns: The memory, to be deallocated by the caller, and how many bytes it has.
  static func allocate(byteCount: Int) -> (base: UnsafeMutableRawPointer, byteCount: Int) {
    guard byteCount >= hugePage / 2 else {
      return (.allocate(byteCount: Swift.max(64, byteCount), alignment: 64), Swift.max(64, byteCount))
    }
    let rounded = (byteCount + hugePage - 1) / hugePage * hugePage
    let memory = UnsafeMutableRawPointer.allocate(byteCount: rounded, alignment: hugePage)
    #if os(Linux) && canImport(Glibc)
      madvise(memory, rounded, MADV_HUGEPAGE)
    #endif
    return (memory, rounded)
  }
}
