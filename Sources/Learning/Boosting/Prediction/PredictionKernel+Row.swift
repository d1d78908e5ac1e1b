extension PredictionKernel {
  /// The margin of one row, for models with one output.
  ///
  /// - Parameters:
  ///   - features: Shape `[F]`.
  ///   - base: The margin before any tree.
  /// - Complexity: O(columns · blocks). Does not allocate.
  func margin(_ features: Span<Float>, base: Float) -> Float {
    var margin = base
    features.withUnsafeBufferPointer { features in
      if let features = features.baseAddress { addMargins(features, to: &margin) }
    }
    return margin
  }

  /// Adds what the trees say of one row to its margins.
  ///
  /// - Parameters:
  ///   - features: Shape `[F]`.
  ///   - margins: The base margins before, the margins after, shape `[K]`.
  /// - Complexity: O(columns · blocks). Does not allocate.
  func addMargins(_ features: Span<Float>, to margins: inout MutableSpan<Float>) {
    features.withUnsafeBufferPointer { features in
      margins.withUnsafeMutableBufferPointer { margins in
        if let features = features.baseAddress, let margins = margins.baseAddress { addMargins(features, to: margins) }
      }
    }
  }

  func addMargins(_ features: UnsafePointer<Float>, to margins: UnsafeMutablePointer<Float>) {
    var sum = -0.0
    for segment in segments {
      // 1,024 bytes, the most that is sure to lie on the stack.
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: PredictionTables.segmentColumns) { bins in
        let bins = bins.baseAddress.unsafelyUnwrapped
        for column in 0..<segment.columnCount {
          let bin = bin(features, columns + (segment.firstColumn &+ column))
          bins[column] = UInt32(truncatingIfNeeded: segment.firstPosition &+ bin)
        }
        for group in 0..<segment.groupCount {
          var lanes = lanes(bins, segment, group: group)
          let first = segment.firstBlock &+ PredictionTables.groupBlocks &* group
          let count = min(PredictionTables.groupBlocks, segment.firstBlock &+ segment.blockCount &- first)
          withUnsafeBytes(of: &lanes) { lanes in
            let lanes = lanes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt32.self)
            for place in 0..<count {
              let block = first &+ place
              sum += self.sum(lanes + 16 &* place, block: block)
              guard endsOutput(block) else { continue }
              let output = outputs[block]
              margins[output] = Float(Double(margins[output]) + sum)
              sum = -0.0
            }
          }
        }
      }
    }
  }

  /// The leaves that a row leaves of the four blocks of a group.
  @inline(__always)
  private func lanes(_ bins: UnsafePointer<UInt32>, _ segment: PredictionSegment, group: Int) -> Lanes {
    let rows = UnsafeRawPointer(rows + groupStarts[segment.firstGroup &+ group])
    // The positions of four blocks are 64 bits.
    let positions = UnsafeRawPointer(positions) + 8 &* group
    var lanes = Self.allLanes
    for column in 0..<segment.columnCount {
      let four = positions.load(fromByteOffset: Int(bins[column]) &* 64, as: UInt64.self)
      lanes.0 &= row(rows, UInt16(truncatingIfNeeded: four))
      lanes.1 &= row(rows, UInt16(truncatingIfNeeded: four >> 16))
      lanes.2 &= row(rows, UInt16(truncatingIfNeeded: four >> 32))
      lanes.3 &= row(rows, UInt16(truncatingIfNeeded: four >> 48))
    }
    return lanes
  }
}
