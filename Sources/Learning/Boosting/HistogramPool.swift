/// The histograms of a tree's open leaves, in one block of memory that is used again for the next tree.
struct HistogramPool {
  private var cells: [Int64] = []
  private var cellCount = 0
  private var slotCount = 0
  private var free: [Int] = []

  /// Forgets all histograms and sets their size.
  mutating func reset(cellCount: Int) {
    self.cellCount = cellCount
    slotCount = 0
    free.removeAll(keepingCapacity: true)
  }

  /// A slot whose histogram is all zeros.
  ///
  /// - Complexity: O(cells). Allocates only while more leaves are open than ever before.
  mutating func take() -> Int {
    let slot: Int
    if let last = free.popLast() {
      slot = last
    } else {
      slot = slotCount
      slotCount += 1
      let missing = slotCount * cellCount - cells.count
      if missing > 0 { cells.append(contentsOf: repeatElement(0, count: missing)) }
    }
    for cell in range(slot) { cells[cell] = 0 }
    return slot
  }

  /// Gives a slot back.
  mutating func giveBack(_ slot: Int) {
    free.append(slot)
  }

  /// Reads one histogram.
  func read<Result>(_ slot: Int, _ body: (Span<Int64>) -> Result) -> Result {
    body(cells.span.extracting(range(slot)))
  }

  /// Adds the rows of a leaf to one histogram.
  mutating func add(
    _ matrix: BinnedMatrix, rows: Span<UInt32>, gradients: Span<Int32>, columns: Span<HistogramColumn>,
    threads: Int, to slot: Int
  ) {
    let start = range(slot).lowerBound
    var span = cells.mutableSpan
    HistogramKernel.add(
      matrix, rows: rows, gradients: gradients, columns: columns, threads: threads, into: &span,
      at: start)
  }

  /// Takes a child's histogram from its parent's, whose slot then holds the other child's.
  mutating func subtract(_ child: Int, from parent: Int) {
    precondition(child != parent, "HistogramPool: a histogram cannot be its own child")
    let (from, to) = (child * cellCount, parent * cellCount)
    for cell in 0..<cellCount { cells[to + cell] &-= cells[from + cell] }
  }

  private func range(_ slot: Int) -> Range<Int> {
    slot * cellCount..<(slot + 1) * cellCount
  }
}
