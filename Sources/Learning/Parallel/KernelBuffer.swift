/// Memory of a fixed size for kernels, which begins at a cache line.
///
/// The kernels take plain pointers into it; whoever holds the buffer says which part of it a thread may write.
final class KernelBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  /// Memory for a number of elements, all set to one value.
  init(count: Int, of value: Element) {
    let memory = KernelMemory.allocate(byteCount: count * MemoryLayout<Element>.stride)
    base = memory.base.bindMemory(to: Element.self, capacity: count)
    base.initialize(repeating: value, count: count)
    self.count = count
  }

  deinit { base.deallocate() }
}
