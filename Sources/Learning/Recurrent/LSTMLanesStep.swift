import Tensors

/// One step of ``LSTMLanes``: a product whose left side are the weights of a panel, and whose right side are the series.
///
/// Four cells are moved at a time, so that all room is in pieces of 1 KB and less, which are never taken from the heap.
struct LSTMLanesStep {
  typealias Vector = SIMD16<Float>

  /// Rows of the right side at most: the bias, the inputs and the hidden states; a row of zeros comes after them.
  static let rows = 15
  private static let cellsAtOnce = 4

  /// The network's only panel.
  let parameters: UnsafePointer<Float>
  /// D.
  let inputs: Int
  /// H.
  let size: Int
  /// h, `[H]`, then c, `[H]`.
  let states: UnsafeMutablePointer<Vector>

  /// Reads an input.
  ///
  /// - Parameters:
  ///   - input: `[D]`.
  ///   - isRead: The lanes whose states move.
  func read(_ input: Span<Vector>, where isRead: SIMDMask<SIMD16<Int32>>) {
    withUnsafeTemporaryAllocation(of: Vector.self, capacity: 16) { right in
      withUnsafeTemporaryAllocation(of: Vector.self, capacity: 16) { sums in
        withUnsafeTemporaryAllocation(of: Vector.self, capacity: 8) { moved in
          guard let right = right.baseAddress, let sums = sums.baseAddress, let moved = moved.baseAddress else {
            return
          }
          // The bias is the weight of an input that is always 1.
          right.initialize(to: Vector(repeating: 1))
          for index in 0..<inputs { (right + 1 + index).initialize(to: input[index]) }
          for cell in 0..<size { (right + 1 + inputs + cell).initialize(to: states[cell]) }
          (right + Self.rows).initialize(to: .zero)
          var product = PanelProduct(
            start: scalars(right + Self.rows), startStride: 0,
            first: PanelFactor(parameters, rowStride: 1, stride: Panel.width, count: 1 + inputs + size),
            panel: scalars(right), panelStride: Panel.cells, result: scalars(sums), resultStride: Panel.width)
          for first in stride(from: 0, to: size, by: Self.cellsAtOnce) {
            move(first, min(Self.cellsAtOnce, size - first), &product, sums, moved, where: isRead)
          }
        }
      }
    }
  }

  /// Moves some cells on.
  ///
  /// - Parameters:
  ///   - sums: Room for `[count, 4]`.
  ///   - moved: Room for c and h, `[4]` each.
  @inline(__always)
  private func move(
    _ first: Int, _ count: Int, _ product: inout PanelProduct, _ sums: UnsafeMutablePointer<Vector>,
    _ moved: UnsafeMutablePointer<Vector>, where isRead: SIMDMask<SIMD16<Int32>>
  ) {
    for gate in 0..<4 {
      product.first.base = parameters + gate * Panel.cells + first
      product.result = scalars(sums + gate)
      product.multiplyNarrow(rows: count)
    }
    let (hidden, cells, movedHidden) = (states + first, states + size + first, moved + Self.cellsAtOnce)
    for index in 0..<count { (moved + index).initialize(to: cells[index]) }
    PanelGates.forward(
      count: count, sums: scalars(sums), cells: scalars(moved), hidden: scalars(movedHidden),
      hiddenStride: Panel.cells)
    for index in 0..<count {
      hidden[index].replace(with: movedHidden[index], where: isRead)
      cells[index].replace(with: moved[index], where: isRead)
    }
  }

  private func scalars(_ vectors: UnsafeMutablePointer<Vector>) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer(vectors).assumingMemoryBound(to: Float.self)
  }
}
