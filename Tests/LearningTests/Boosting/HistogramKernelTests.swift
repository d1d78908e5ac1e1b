import Learning
import Tensors
import Testing

@Suite("The histogram kernels count as a plain loop does")
struct HistogramKernelTests {
  private let rowCount = 300
  private static let cellsPerFeature = HistogramKernel.cellsPerFeature

  /// Random bins with zeros behind the features, shape `[N, stride]`, and random sums, shape `[N]`.
  private func world(_ featureCount: Int) -> (stride: Int, bins: [UInt8], sums: [Int64]) {
    var random = RandomSource(seed: UInt64(featureCount))
    let stride = (featureCount + 7) / 8 * 8
    var bins = [UInt8](repeating: 0, count: rowCount * stride)
    for row in 0..<rowCount {
      for feature in 0..<featureCount { bins[row * stride + feature] = UInt8(random.integer(below: 256)) }
    }
    return (stride, bins, (0..<rowCount).map { _ in Int64(bitPattern: random.next()) })
  }

  private func plain(_ rows: [UInt32], _ featureCount: Int) -> [Int64] {
    let (stride, bins, sums) = world(featureCount)
    var cells = [Int64](repeating: 0, count: featureCount * Self.cellsPerFeature)
    for row in rows.map(Int.init) {
      for feature in 0..<featureCount {
        cells[feature * Self.cellsPerFeature + Int(bins[row * stride + feature])] &+= sums[row]
      }
    }
    return cells
  }

  /// What a kernel counts, without the padding behind the features.
  private func counted(
    _ featureCount: Int, _ count: (UnsafePointer<UInt8>, UnsafePointer<Int64>, UnsafeMutablePointer<Int64>) -> Void
  ) -> [Int64] {
    let (_, bins, sums) = world(featureCount)
    let size = HistogramKernel.paddedFeatures(featureCount) * Self.cellsPerFeature
    var cells = [Int64](repeating: 0, count: size)
    bins.withUnsafeBufferPointer { bins in
      sums.withUnsafeBufferPointer { sums in
        cells.withUnsafeMutableBufferPointer { cells in
          count(bins.baseAddress!, sums.baseAddress!, cells.baseAddress!)
        }
      }
    }
    return Array(cells[..<(featureCount * Self.cellsPerFeature)])
  }

  @Test(arguments: 1...40)
  func `of every number of features`(featureCount: Int) {
    let stride = world(featureCount).stride
    for range in [0..<rowCount, 0..<0, 17..<18, 5..<262] {
      let cells = counted(featureCount) { bins, sums, cells in
        HistogramKernel.add(range, bins: bins, stride: stride, featureCount: featureCount, sums: sums, to: cells)
      }
      #expect(cells == plain(range.map { UInt32($0) }, featureCount))
    }
    var random = RandomSource(seed: 100 + UInt64(featureCount))
    for share in [0, 0.01, 0.1, 0.4, 0.9, 1] {
      let rows = (0..<UInt32(rowCount)).filter { _ in random.uniform() < share }
      let expected = plain(rows, featureCount)
      let packed = counted(featureCount) { bins, sums, cells in
        _ = rows.withUnsafeBufferPointer {
          HistogramKernel.add($0, bins: bins, stride: stride, featureCount: featureCount, sums: sums, to: cells)
        }
      }
      #expect(packed == expected)
      let some = (0..<featureCount).filter { $0 % 3 != 1 }
      let listed = counted(featureCount) { bins, sums, cells in
        rows.withUnsafeBufferPointer {
          HistogramKernel.addListed($0, bins: bins, stride: stride, features: some, sums: sums, to: cells)
        }
      }
      for feature in 0..<featureCount {
        let own = feature * Self.cellsPerFeature..<(feature + 1) * Self.cellsPerFeature
        #expect(some.contains(feature) ? listed[own] == expected[own] : listed[own].allSatisfy { $0 == 0 })
      }
    }
  }

  /// Histograms of one feature whose cells behind the last bin are 0 but for the missing one.
  private func histograms(_ count: Int, bins: Int, weightsBelow limit: Int, layout: PackedLayout) -> [[Int64]] {
    var random = RandomSource(seed: UInt64(bins))
    return (0..<count).map { _ in
      (0..<256).map { cell in
        guard cell < bins || cell == 255 else { return 0 }
        let gradient = Int64(random.integer(below: 1 << 20) - 1 << 19)
        return layout.pack(gradient: gradient, weight: Int64(random.integer(below: limit)))
      }
    }
  }

  /// Calls `body` with pointers to copies of histograms and gives back the last copy.
  private func changed(_ histograms: [[Int64]], _ body: ([UnsafeMutablePointer<Int64>]) -> Void) -> [Int64] {
    let pointers = histograms.map { histogram in
      let pointer = UnsafeMutablePointer<Int64>.allocate(capacity: 256)
      pointer.initialize(from: histogram, count: 256)
      return pointer
    }
    defer { for pointer in pointers { pointer.deallocate() } }
    body(pointers)
    return (0..<256).map { pointers[pointers.count - 1][$0] }
  }

  /// The cells that may be looked at.
  private func seen(_ cells: [Int64], bins: Int) -> [Int64] { Array(cells[..<bins]) + [cells[255]] }

  @Test(arguments: [1, 2, 7, 8, 9, 16, 100, 247, 248, 249, 254, 255])
  func `merging adds, subtracting takes away, shifting moves every row`(bins: Int) {
    let layout = PackedLayout.counting(rows: 100)
    let parts = histograms(3, bins: bins, weightsBelow: 50, layout: layout)
    let sum = (0..<256).map { cell in parts.reduce(Int64(0)) { $0 &+ $1[cell] } }

    let garbage = [Int64](repeating: -77, count: 256)
    let merged = changed(parts + [garbage]) { HistogramKernel.merge(Array($0[..<3]), from: 0, bins: bins, into: $0[3]) }
    #expect(seen(merged, bins: bins) == seen(sum, bins: bins))

    let rest = changed([parts[0], sum]) { HistogramKernel.subtract($0[0], bins: bins, from: $0[1]) }
    #expect(seen(rest, bins: bins) == seen((0..<256).map { parts[1][$0] &+ parts[2][$0] }, bins: bins))

    let changes: [Int64] = [1_000, -3, 0]
    let shifted = changed(parts + [garbage]) {
      HistogramKernel.shift(Array($0[..<3]), by: changes, layout: layout, bins: bins, into: $0[3])
    }
    for cell in Array(0..<bins) + [255] {
      let gradient = (0..<3).reduce(Int64(0)) {
        $0 + layout.gradient(parts[$1][cell]) - changes[$1] * layout.weight(parts[$1][cell])
      }
      #expect(layout.gradient(shifted[cell]) == gradient)
      #expect(layout.weight(shifted[cell]) == parts.reduce(Int64(0)) { $0 + layout.weight($1[cell]) })
    }
  }

  @Test(arguments: [PackedLayout.counting(rows: 10), .counting(rows: 1 << 24), .weighing])
  func `a packed sum holds both sums`(layout: PackedLayout) {
    var random = RandomSource(seed: 7)
    for _ in 0..<200 {
      let pairs = (0..<50).map { _ in
        (gradient: Int64(random.integer(below: 1 << 24) - 1 << 23), weight: Int64(random.integer(below: 1 << 16)))
      }
      let sum = pairs.reduce(Int64(0)) { $0 &+ layout.pack(gradient: $1.gradient, weight: $1.weight) }
      #expect(layout.gradient(sum) == pairs.reduce(0) { $0 + $1.gradient })
      #expect(layout.weight(sum) == pairs.reduce(0) { $0 + $1.weight })
    }
  }
}
