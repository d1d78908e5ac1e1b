extension PanelProduct {
  private typealias Vector = SIMD16<Float>

  /// Computes one row with panel after panel; the bits are those of ``multiplyWide(rows:)`` for each.
  ///
  /// For weights in the nearest cache, where a call for each panel cost 5 to 10 % of a sequence. A step through 2 x 128 cells, whose
  /// weights come from far, was slower this way: 6.6 µs instead of 5.7.
  ///
  /// - Parameters:
  ///   - panels: How many.
  ///   - panelDistance: From one panel to the next, in numbers; negative to walk backward. ``panel``, ``start`` and ``result`` are
  ///     those of the first on the way.
  ///   - resultDistance: From one panel's ``start`` and ``result`` to the next's.
  /// - Precondition: The panels' rows are 64 apart; the only factor is `first`, one segment with a stride of 1.
  /// - Complexity: O(panels · K). Does not allocate.
  @inline(never)
  package func multiplyRow(panels: Int, panelDistance: Int, resultDistance: Int) {
    precondition(
      panelStride == Panel.width && first.stride == 1 && first.segments == 1 && second.segments == 0,
      "PanelProduct: rows \(panelStride) apart, stride \(first.stride), \(first.segments) and \(second.segments) segments"
    )
    let (inputs, count) = (first.base, first.count)
    var (start, panel, result) = (start, panel, result)
    for _ in 0..<panels {
      var s0a = load(start, 0)
      var s1a = load(start, 1)
      var s2a = load(start, 2)
      var s3a = load(start, 3)
      var (s0b, s1b, s2b, s3b) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
      var (a, b, rest) = (inputs, panel, count)
      // Two inputs a turn, as in the tile of one row.
      while rest >= 2 {
        let xa = Vector(repeating: a[0])
        s0a = multiplyAdd(load(b, 0), xa, s0a)
        s1a = multiplyAdd(load(b, 1), xa, s1a)
        s2a = multiplyAdd(load(b, 2), xa, s2a)
        s3a = multiplyAdd(load(b, 3), xa, s3a)
        let xb = Vector(repeating: a[1])
        s0b = multiplyAdd(load(b, 4), xb, s0b)
        s1b = multiplyAdd(load(b, 5), xb, s1b)
        s2b = multiplyAdd(load(b, 6), xb, s2b)
        s3b = multiplyAdd(load(b, 7), xb, s3b)
        a += 2
        b += 2 * Panel.width
        rest -= 2
      }
      if rest > 0 {
        let xa = Vector(repeating: a[0])
        s0a = multiplyAdd(load(b, 0), xa, s0a)
        s1a = multiplyAdd(load(b, 1), xa, s1a)
        s2a = multiplyAdd(load(b, 2), xa, s2a)
        s3a = multiplyAdd(load(b, 3), xa, s3a)
      }
      store(s0a + s0b, result, 0)
      store(s1a + s1b, result, 1)
      store(s2a + s2b, result, 2)
      store(s3a + s3b, result, 3)
      start += resultDistance
      panel += panelDistance
      result += resultDistance
    }
  }

  @inline(__always)
  private func load(_ base: UnsafePointer<Float>, _ vector: Int) -> Vector {
    UnsafeRawPointer(base).loadUnaligned(fromByteOffset: vector * 64, as: Vector.self)
  }

  @inline(__always)
  private func store(_ value: Vector, _ base: UnsafeMutablePointer<Float>, _ vector: Int) {
    UnsafeMutableRawPointer(base).storeBytes(of: value, toByteOffset: vector * 64, as: Vector.self)
  }
}
