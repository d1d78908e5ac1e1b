/// Prediction tables in one piece of memory, and the loops over them.
///
/// Unsafe pointers stay in this file and its extensions. ``PredictionTableBuilder`` makes no bin, position, leaf or output
/// that is out of range; the callers see to it that rows have all features and that predictions have room. Nothing writes
/// to the memory after `init`, so that any number of threads may read it.
final class PredictionKernel: @unchecked Sendable {
  /// How many lanes each tree has, a power of 2 from 1 to 8.
  let lanesPerTree: Int

  /// The memory that the tables take, in bytes.
  let byteCount: Int

  let segments: UnsafeBufferPointer<PredictionSegment>
  let columns: UnsafePointer<PredictionColumn>
  let cuts: UnsafePointer<SIMD16<Float>>
  let positions: UnsafePointer<SIMD32<UInt16>>
  let blockPositions: UnsafePointer<UInt16>
  let rows: UnsafePointer<SIMD16<UInt32>>
  let groupStarts: UnsafePointer<Int>
  let leaves: UnsafePointer<Double>
  let outputs: UnsafePointer<Int>
  let blockCount: Int

  private let memory: UnsafeMutableRawPointer

  /// Four vectors of lanes: those of four blocks, or of a block for four rows.
  typealias Lanes = (SIMD16<UInt32>, SIMD16<UInt32>, SIMD16<UInt32>, SIMD16<UInt32>)

  /// Lanes of which no leaf has been ruled out.
  static var allLanes: Lanes {
    let all = SIMD16<UInt32>(repeating: .max)
    return (all, all, all, all)
  }

  /// Copies tables into one piece of memory.
  init(_ tables: PredictionTables) {
    var end = 0
    /// Finds room for an array; every section begins on a cache line.
    func room<Element>(for array: [Element]) -> Int {
      let start = end
      end = (start + array.count * MemoryLayout<Element>.stride + 63) / 64 * 64
      return start
    }
    let cutStart = room(for: tables.cuts)
    let columnStart = room(for: tables.columns)
    let segmentStart = room(for: tables.segments)
    let groupStart = room(for: tables.groupStarts)
    let outputStart = room(for: tables.outputs)
    let rowStart = room(for: tables.rows)
    let positionStart = room(for: tables.positions)
    let leafStart = room(for: tables.leaves)
    let blockPositionStart = room(for: tables.blockPositions)

    let (memory, byteCount) = KernelMemory.allocate(byteCount: end)
    self.byteCount = byteCount
    func copy<Element>(_ array: [Element], to start: Int) -> UnsafePointer<Element> {
      let place = (memory + start).bindMemory(to: Element.self, capacity: array.count)
      array.withUnsafeBufferPointer { array in
        if let base = array.baseAddress { place.initialize(from: base, count: array.count) }
      }
      return UnsafePointer(place)
    }
    lanesPerTree = tables.lanesPerTree
    segments = UnsafeBufferPointer(start: copy(tables.segments, to: segmentStart), count: tables.segments.count)
    columns = copy(tables.columns, to: columnStart)
    cuts = copy(tables.cuts, to: cutStart)
    positions = copy(tables.positions, to: positionStart)
    blockPositions = copy(tables.blockPositions, to: blockPositionStart)
    rows = copy(tables.rows, to: rowStart)
    groupStarts = copy(tables.groupStarts, to: groupStart)
    leaves = copy(tables.leaves, to: leafStart)
    outputs = copy(tables.outputs, to: outputStart)
    blockCount = tables.outputs.count
    self.memory = memory
  }

  deinit { memory.deallocate() }

  /// The bin of a row's value in a column: how many of the column's cuts lie below it.
  @inline(__always)
  func bin(_ features: UnsafePointer<Float>, _ column: UnsafePointer<PredictionColumn>) -> Int {
    let value = features[column.pointee.feature]
    let values = SIMD16<Float>(repeating: value)
    let cuts = cuts + column.pointee.firstCut
    var coarse = 0
    for vector in 0..<column.pointee.coarseCount { coarse &+= below(values, cuts[vector]) }
    let fine = below(values, cuts[column.pointee.coarseCount &+ coarse])
    return value.isNaN ? column.pointee.missingBin : column.pointee.firstBin &+ 16 &* coarse &+ fine
  }

  /// How many cuts lie below a value.
  @inline(__always)
  private func below(_ values: SIMD16<Float>, _ cuts: SIMD16<Float>) -> Int {
    Int(truncatingIfNeeded: 0 &- unsafeBitCast(values .> cuts, to: SIMD16<Int32>.self).wrappedSum())
  }

  /// A row of a group.
  @inline(__always)
  func row(_ group: UnsafeRawPointer, _ position: UInt16) -> SIMD16<UInt32> {
    group.load(fromByteOffset: Int(position) &* PredictionTables.offsetUnit, as: SIMD16<UInt32>.self)
  }

  /// What the trees of a block add: the leaf of each is the lowest bit of its lanes.
  @inline(__always)
  func sum(_ lanes: UnsafePointer<UInt32>, block: Int) -> Double {
    let leaves = leaves + 512 &* block
    // One chain of additions a block: several would be turned into gathers, which take twice as long.
    var sum = -0.0
    if lanesPerTree == 1 {
      for lane in 0..<16 { sum += leaves[32 &* lane &+ lanes[lane].trailingZeroBitCount] }
    } else {
      for tree in stride(from: 0, to: 16, by: lanesPerTree) {
        var lane = tree
        while lanes[lane] == 0 { lane &+= 1 }
        sum += leaves[32 &* lane &+ lanes[lane].trailingZeroBitCount]
      }
    }
    return sum
  }

  /// Whether a block is the last of its output.
  @inline(__always)
  func endsOutput(_ block: Int) -> Bool { block &+ 1 == blockCount || outputs[block] != outputs[block &+ 1] }
}
