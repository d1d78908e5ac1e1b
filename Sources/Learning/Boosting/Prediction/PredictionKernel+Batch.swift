extension PredictionKernel {
  /// How many rows of a batch go through a block at a time: while they do, its tables stay in the nearest cache.
  private static let rowLimit = 256

  /// How many bins there is room for at a time.
  private static let binLimit = 8192

  /// How many rows a thread takes at a time.
  private static let shareRows = 1024

  /// Fewer rows than these go one by one.
  private static let fewRows = 8

  /// Predicts many rows.
  ///
  /// Threads take the rows share by share, so that a slow one takes fewer; none writes where another does.
  ///
  /// - Parameters:
  ///   - rows: Shape `[N, F]`, row-major.
  ///   - count: N.
  ///   - model: The model that the tables were made of.
  ///   - predictions: Receives the predictions, shape `[N, K]`, row-major.
  ///   - threads: How many threads may share the rows.
  /// - Complexity: O(N · columns · blocks). Does not allocate with one thread.
  func predict(
    _ rows: Span<Float>, count: Int, _ model: BoostedTrees, into predictions: inout MutableSpan<Float>, threads: Int
  ) {
    rows.withUnsafeBufferPointer { rows in
      predictions.withUnsafeMutableBufferPointer { predictions in
        guard let rows = rows.baseAddress, let predictions = predictions.baseAddress else { return }
        nonisolated(unsafe) let shared = (rows: rows, predictions: predictions)
        Workers.perform(rows: count, inBlocksOf: Self.shareRows, threads: threads) { _, share in
          predict(shared.rows, share, model, into: shared.predictions)
        }
      }
    }
  }

  /// Predicts a range of rows.
  private func predict(
    _ rows: UnsafePointer<Float>, _ range: Range<Int>, _ model: BoostedTrees,
    into predictions: UnsafeMutablePointer<Float>
  ) {
    let outputCount = model.outputCount
    let rows = rows + range.lowerBound &* model.featureCount
    let predictions = predictions + range.lowerBound &* outputCount
    var values = UnsafeMutableBufferPointer(start: predictions, count: range.count &* outputCount).mutableSpan
    for output in 0..<outputCount {
      let base = model.baseMargins[output]
      for row in 0..<range.count { values[row &* outputCount &+ output] = base }
    }
    if range.count < Self.fewRows {
      for row in 0..<range.count {
        addMargins(rows + row &* model.featureCount, to: predictions + row &* outputCount)
      }
    } else {
      addMargins(
        rows, count: range.count, featureCount: model.featureCount, to: predictions, outputCount: outputCount)
    }
    guard model.link != .identity else { return }
    for row in 0..<range.count { model.link.apply(&values, row &* outputCount..<(row &+ 1) &* outputCount) }
  }

  /// Adds what the trees say of many rows to their margins.
  ///
  /// - Parameters:
  ///   - margins: The base margins before, the margins after, shape `[N, K]`, row-major.
  private func addMargins(
    _ rows: UnsafePointer<Float>, count: Int, featureCount: Int, to margins: UnsafeMutablePointer<Float>,
    outputCount: Int
  ) {
    var bins = InlineArray<8192, UInt16>(repeating: 0)
    var sums = InlineArray<256, Double>(repeating: -0.0)
    var binSpan = bins.mutableSpan
    var sumSpan = sums.mutableSpan
    let columnCount = segments.reduce(1) { max($0, $1.columnCount) }
    let step = min(Self.rowLimit, Self.binLimit / columnCount)
    binSpan.withUnsafeMutableBufferPointer { bins in
      sumSpan.withUnsafeMutableBufferPointer { sums in
        for first in stride(from: 0, to: count, by: step) {
          addMargins(
            rows + first &* featureCount, count: min(step, count &- first), featureCount,
            bins: bins.baseAddress.unsafelyUnwrapped, sums: sums.baseAddress.unsafelyUnwrapped,
            to: margins + first &* outputCount, outputCount)
        }
      }
    }
  }

  private func addMargins(
    _ rows: UnsafePointer<Float>, count: Int, _ featureCount: Int, bins: UnsafeMutablePointer<UInt16>,
    sums: UnsafeMutablePointer<Double>, to margins: UnsafeMutablePointer<Float>, _ outputCount: Int
  ) {
    for row in 0..<count { sums[row] = -0.0 }
    for segment in segments {
      for row in 0..<count {
        for column in 0..<segment.columnCount {
          let bin = bin(rows + row &* featureCount, columns + (segment.firstColumn &+ column))
          bins[row &* segment.columnCount &+ column] = UInt16(truncatingIfNeeded: bin)
        }
      }
      for place in 0..<segment.blockCount {
        let block = segment.firstBlock &+ place
        var row = 0
        while row < count {
          var lanes = lanes(bins, row: row, count: count, segment, block: place)
          withUnsafeBytes(of: &lanes) { lanes in
            let lanes = lanes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt32.self)
            for offset in 0..<min(4, count &- row) {
              sums[row &+ offset] += sum(lanes + 16 &* offset, block: block)
            }
          }
          row &+= 4
        }
        guard endsOutput(block) else { continue }
        for row in 0..<count {
          let place = row &* outputCount &+ outputs[block]
          margins[place] = Float(Double(margins[place]) + sums[row])
          sums[row] = -0.0
        }
      }
    }
  }

  /// The leaves that four rows leave of a block; behind the last row, that row again.
  @inline(__always)
  private func lanes(
    _ bins: UnsafePointer<UInt16>, row: Int, count: Int, _ segment: PredictionSegment, block: Int
  ) -> Lanes {
    let rows = UnsafeRawPointer(rows + groupStarts[segment.firstGroup &+ block / PredictionTables.groupBlocks])
    let positions = blockPositions + (segment.firstBlockPosition &+ block &* segment.binCount)
    let bins0 = bins + row &* segment.columnCount
    let bins1 = bins + min(row &+ 1, count &- 1) &* segment.columnCount
    let bins2 = bins + min(row &+ 2, count &- 1) &* segment.columnCount
    let bins3 = bins + min(row &+ 3, count &- 1) &* segment.columnCount
    var lanes = Self.allLanes
    for column in 0..<segment.columnCount {
      lanes.0 &= self.row(rows, positions[Int(bins0[column])])
      lanes.1 &= self.row(rows, positions[Int(bins1[column])])
      lanes.2 &= self.row(rows, positions[Int(bins2[column])])
      lanes.3 &= self.row(rows, positions[Int(bins3[column])])
    }
    return lanes
  }
}
