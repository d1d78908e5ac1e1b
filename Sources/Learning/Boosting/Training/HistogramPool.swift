/// Histograms of the leaves of a growing tree, kept from tree to tree.
package struct HistogramPool {
  private var slots: [KernelBuffer<Int64>] = []
  private var free: [Int] = []
  private let cellCount: Int
  private let slotLimit: Int

  /// How much memory histograms may take, unless two need more; a leaf that finds no room is counted again when
  /// it is divided.
  package static let byteLimit = 1 << 29

  init(featureCount: Int, byteLimit: Int = Self.byteLimit) {
    cellCount = HistogramKernel.paddedFeatures(featureCount) * HistogramKernel.cellsPerFeature
    slotLimit = Swift.max(2, byteLimit / (cellCount * MemoryLayout<Int64>.stride))
  }

  /// Whether so many histograms may be kept at the same time.
  func holds(_ count: Int) -> Bool { count <= slotLimit }

  /// Whether another histogram may be kept.
  var hasRoom: Bool { !free.isEmpty || slots.count < slotLimit }

  /// Takes a histogram with any numbers in it.
  mutating func take() -> Int {
    if let slot = free.popLast() { return slot }
    slots.append(KernelBuffer(count: cellCount, of: 0))
    return slots.count - 1
  }

  mutating func giveBack(_ slot: Int) { free.append(slot) }

  /// A histogram's cells, shape `[F rounded up to a multiple of 4, 256]`.
  func cells(_ slot: Int) -> UnsafeMutablePointer<Int64> { slots[slot].base }

  func clear(_ slot: Int) { slots[slot].base.update(repeating: 0, count: cellCount) }
}
