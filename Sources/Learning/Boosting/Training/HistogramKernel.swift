/// The inner loops over histograms: one packed sum for each bin of each feature, 256 to a feature.
///
/// Unsafe pointers stay in the kernels and in the grower that gives them their shapes. A bin is a byte, so no bin leads
/// outside its feature's 256 cells.
package enum HistogramKernel {
  /// Cells of one feature.
  package static let cellsPerFeature = 256

  /// From how far a row's bins may lie on, they are touched ahead: a leaf is sparse with fewer than half of the rows
  /// between its first and its last.
  private static let touchedRows = 128

  /// How many features the kernels add for a matrix of F features: full groups of four, the last perhaps of padding.
  package static func paddedFeatures(_ featureCount: Int) -> Int { (featureCount + 3) / 4 * 4 }

  /// Adds rows that lie one behind the other.
  ///
  ///     cells[f, bin of (row, f)] += sums[row]     for each row and feature f
  ///
  /// - Parameters:
  ///   - rows: Which rows.
  ///   - bins: Shape `[N, stride]`, the stride a multiple of 8, behind the features zeros.
  ///   - featureCount: F.
  ///   - sums: The packed gradient and weight of each row, shape `[N]`.
  ///   - cells: Shape `[F rounded up to a multiple of 4, 256]`.
  /// - Complexity: O(n·F). Does not allocate.
  package static func add(
    _ rows: Range<Int>, bins: UnsafePointer<UInt8>, stride: Int, featureCount: Int, sums: UnsafePointer<Int64>,
    to cells: UnsafeMutablePointer<Int64>
  ) {
    let quads = (featureCount + 3) / 4
    @inline(__always) func loop(_ quads: Int) {
      for row in rows { addRow(quads, bins + row &* stride, sums[row], cells) }
    }
    unrolled(quads, loop)
  }

  /// Adds listed rows, ascending.
  ///
  /// - Returns: A number without meaning: what was touched ahead, so that the compiler keeps the touching.
  /// - Complexity: O(n·F). Does not allocate.
  package static func add(
    _ rows: UnsafeBufferPointer<UInt32>, bins: UnsafePointer<UInt8>, stride: Int, featureCount: Int,
    sums: UnsafePointer<Int64>, to cells: UnsafeMutablePointer<Int64>
  ) -> Int64 {
    let quads = (featureCount + 3) / 4
    @inline(__always) func loop(_ quads: Int) -> Int64 {
      var touched: Int64 = 0
      var first = 0
      let isSparse = rows.count > 0 && 4 * Int(rows[rows.count - 1] &- rows[0]) > 5 * rows.count
      while first < rows.count {
        let end = Swift.min(first + touchedRows, rows.count)
        if isSparse {
          for index in first..<end {
            let row = Int(rows[index])
            touched &+= Int64(bins[row &* stride]) &+ sums[row]
          }
        }
        for index in first..<end {
          let row = Int(rows[index])
          addRow(quads, bins + row &* stride, sums[row], cells)
        }
        first = end
      }
      return touched
    }
    return unrolled(quads, loop)
  }

  /// Calls a loop with its count as a constant, for up to 48 features: with the bins of a row unrolled, loops are 5 to 10 %
  /// faster than with a count that is only known at run time.
  @inline(__always)
  private static func unrolled<Result>(_ quads: Int, _ loop: (Int) -> Result) -> Result {
    switch quads {
    case 1: loop(1)
    case 2: loop(2)
    case 3: loop(3)
    case 4: loop(4)
    case 5: loop(5)
    case 6: loop(6)
    case 7: loop(7)
    case 8: loop(8)
    case 9: loop(9)
    case 10: loop(10)
    case 11: loop(11)
    case 12: loop(12)
    default: loop(quads)
    }
  }

  /// Adds one row: eight bins a word, and four more where F leaves them over.
  @inline(__always)
  private static func addRow(
    _ quads: Int, _ bins: UnsafePointer<UInt8>, _ sum: Int64, _ cells: UnsafeMutablePointer<Int64>
  ) {
    let raw = UnsafeRawPointer(bins)
    for pair in 0..<quads / 2 {
      let word = raw.load(fromByteOffset: pair &* 8, as: UInt64.self)
      let base = cells + pair &* (8 * cellsPerFeature)
      base[Int(word & 255)] &+= sum
      base[256 &+ Int(word >> 8 & 255)] &+= sum
      base[512 &+ Int(word >> 16 & 255)] &+= sum
      base[768 &+ Int(word >> 24 & 255)] &+= sum
      base[1024 &+ Int(word >> 32 & 255)] &+= sum
      base[1280 &+ Int(word >> 40 & 255)] &+= sum
      base[1536 &+ Int(word >> 48 & 255)] &+= sum
      base[1792 &+ Int(word >> 56)] &+= sum
    }
    if quads % 2 == 1 {
      let word = raw.load(fromByteOffset: quads / 2 &* 8, as: UInt32.self)
      let base = cells + quads / 2 &* (8 * cellsPerFeature)
      base[Int(word & 255)] &+= sum
      base[256 &+ Int(word >> 8 & 255)] &+= sum
      base[512 &+ Int(word >> 16 & 255)] &+= sum
      base[768 &+ Int(word >> 24)] &+= sum
    }
  }

  /// The same sums for some features only, a byte at a time: for trees that may use few of the features, and the
  /// plain twin of the other two.
  package static func addListed(
    _ rows: UnsafeBufferPointer<UInt32>, bins: UnsafePointer<UInt8>, stride: Int, features: [Int],
    sums: UnsafePointer<Int64>, to cells: UnsafeMutablePointer<Int64>
  ) {
    features.withUnsafeBufferPointer { features in
      for row in rows {
        let (sum, bins) = (sums[Int(row)], bins + Int(row) &* stride)
        for feature in features {
          cells[feature &* cellsPerFeature &+ Int(bins[feature])] &+= sum
        }
      }
    }
  }

  /// Adds up the histograms of one feature.
  ///
  /// - Parameters:
  ///   - sources: One histogram or more.
  ///   - start: Where in each of them the feature begins.
  ///   - bins: How many bins hold present values; only those and the missing one are looked at.
  package static func merge(
    _ sources: [UnsafeMutablePointer<Int64>], from start: Int, bins: Int, into target: UnsafeMutablePointer<Int64>
  ) {
    let missing = Int(BinMapper.missingBin)
    let first = sources[0] + start
    for cell in 0..<padded(bins) { target[cell] = first[cell] }
    target[missing] = first[missing]
    for source in sources.dropFirst() {
      let other = source + start
      for cell in 0..<padded(bins) { target[cell] &+= other[cell] }
      if padded(bins) <= missing { target[missing] &+= other[missing] }
    }
  }

  /// Takes one histogram of a feature from another.
  package static func subtract(
    _ part: UnsafeMutablePointer<Int64>, bins: Int, from whole: UnsafeMutablePointer<Int64>
  ) {
    let missing = Int(BinMapper.missingBin)
    for cell in 0..<padded(bins) { whole[cell] &-= part[cell] }
    if padded(bins) <= missing { whole[missing] &-= part[missing] }
  }

  /// Adds up the histograms of leaves whose rows have each lost a number of their gradient.
  ///
  ///     target[b] = Σₗ (source_l[b] − change_l · rows of source_l[b])
  package static func shift(
    _ sources: [UnsafeMutablePointer<Int64>], by changes: [Int64], layout: PackedLayout, bins: Int,
    into target: UnsafeMutablePointer<Int64>
  ) {
    let missing = Int(BinMapper.missingBin)
    let mask: Int64 = (1 &<< layout.shift) &- 1
    let shift = layout.shift
    let count = padded(bins)
    for cell in 0..<count { target[cell] = 0 }
    if count <= missing { target[missing] = 0 }
    for (source, change) in zip(sources, changes) {
      for cell in 0..<count {
        let sum = source[cell]
        target[cell] &+= sum &- (((sum & mask) &* change) &<< shift)
      }
      if count <= missing {
        let sum = source[missing]
        target[missing] &+= sum &- (((sum & mask) &* change) &<< shift)
      }
    }
  }

  /// How many cells the vectors of the search read: full groups of eight.
  private static func padded(_ bins: Int) -> Int { (bins + 7) / 8 * 8 }
}
