import Tensors

/// The element-wise half of an LSTM step, forward and backward, for many rows at a time.
///
/// One pass over a row reads the sums of the four gates and leaves everything that the step produces. Rows are
/// processed 16 cells at a time; what is left over goes the same way through a partly filled vector, so a
/// cell's bits do not depend on where it stands.
enum LSTMGates {
  private typealias Vector = SIMD16<Float>

  /// Turns the sums of the gates into activations, cell states and hidden states.
  ///
  ///     z ← z + b     i, f, o = σ(z)     g = tanh z     c = f⊙c' + i⊙g     h = o⊙tanh c
  ///
  /// - Parameters:
  ///   - rows: How many rows, B.
  ///   - size: How many cells, H.
  ///   - gates: The sums z, `[B, 4H]`; replaced by the activations i, f, g, o.
  ///   - bias: b, `[4H]`.
  ///   - previousCells: c', `[B, H]`.
  ///   - cells: Where c goes, `[B, H]`; may be `previousCells`.
  ///   - tanhCells: Where tanh c goes, `[B, H]`, for the way back; `nil` if there is none.
  ///   - hiddenStates: Where h goes, `[B, H]`.
  /// - Complexity: O(B·H). Does not allocate.
  static func forward(
    rows: Int, size: Int, gates: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>,
    previousCells: UnsafePointer<Float>, cells: UnsafeMutablePointer<Float>,
    tanhCells: UnsafeMutablePointer<Float>?, hiddenStates: UnsafeMutablePointer<Float>
  ) {
    let whole = size - size % 16
    for row in 0..<rows {
      let z = gates + row * 4 * size
      let first = row * size
      var cell = 0
      while cell < size {
        let count = cell < whole ? 16 : size - whole
        let i = VectorMath.sigmoid(load(z + cell, count) + load(bias + cell, count))
        let f = VectorMath.sigmoid(load(z + size + cell, count) + load(bias + size + cell, count))
        let g = VectorMath.tanh(load(z + 2 * size + cell, count) + load(bias + 2 * size + cell, count))
        let o = VectorMath.sigmoid(load(z + 3 * size + cell, count) + load(bias + 3 * size + cell, count))
        let c = f * load(previousCells + first + cell, count) + i * g
        let tanhC = VectorMath.tanh(c)
        store(c, cells + first + cell, count)
        store(o * tanhC, hiddenStates + first + cell, count)
        if let tanhCells {
          store(i, z + cell, count)
          store(f, z + size + cell, count)
          store(g, z + 2 * size + cell, count)
          store(o, z + 3 * size + cell, count)
          store(tanhC, tanhCells + first + cell, count)
        }
        cell += count
      }
    }
  }

  /// Takes the gradients of h and c back to the sums of the gates.
  ///
  ///     dc ← dc + dh⊙o⊙(1 − tanh²c)
  ///     dzᵢ = dc⊙g⊙i(1 − i)   dz_f = dc⊙c'⊙f(1 − f)   dz_g = dc⊙i⊙(1 − g²)   dzₒ = dh⊙tanh c⊙o(1 − o)
  ///     dc' = dc⊙f
  ///
  /// - Parameters:
  ///   - rows: How many rows, B.
  ///   - size: How many cells, H.
  ///   - gates: The activations i, f, g, o, `[B, 4H]`; replaced by dz.
  ///   - previousCells: c', `[B, H]`.
  ///   - tanhCells: tanh c, `[B, H]`.
  ///   - hiddenGradients: dh, `[B, H]`.
  ///   - cellGradients: dc from the step after, `[B, H]`; replaced by dc'.
  /// - Complexity: O(B·H). Does not allocate.
  static func backward(
    rows: Int, size: Int, gates: UnsafeMutablePointer<Float>, previousCells: UnsafePointer<Float>,
    tanhCells: UnsafePointer<Float>, hiddenGradients: UnsafePointer<Float>,
    cellGradients: UnsafeMutablePointer<Float>
  ) {
    let whole = size - size % 16
    for row in 0..<rows {
      let z = gates + row * 4 * size
      let first = row * size
      var cell = 0
      while cell < size {
        let count = cell < whole ? 16 : size - whole
        let i = load(z + cell, count)
        let f = load(z + size + cell, count)
        let g = load(z + 2 * size + cell, count)
        let o = load(z + 3 * size + cell, count)
        let tanhC = load(tanhCells + first + cell, count)
        let dh = load(hiddenGradients + first + cell, count)
        let dc = load(cellGradients + first + cell, count) + dh * o * (1 - tanhC * tanhC)
        store(dc * g * i * (1 - i), z + cell, count)
        store(dc * load(previousCells + first + cell, count) * f * (1 - f), z + size + cell, count)
        store(dc * i * (1 - g * g), z + 2 * size + cell, count)
        store(dh * tanhC * o * (1 - o), z + 3 * size + cell, count)
        store(dc * f, cellGradients + first + cell, count)
        cell += count
      }
    }
  }

  @inline(__always)
  private static func load(_ pointer: UnsafePointer<Float>, _ count: Int) -> Vector {
    if count == 16 { return UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self) }
    var vector = Vector.zero
    for lane in 0..<count { vector[lane] = pointer[lane] }
    return vector
  }

  @inline(__always)
  private static func load(_ pointer: UnsafeMutablePointer<Float>, _ count: Int) -> Vector {
    load(UnsafePointer(pointer), count)
  }

  @inline(__always)
  private static func store(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>, _ count: Int) {
    if count == 16 {
      UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: Vector.self)
      return
    }
    for lane in 0..<count { pointer[lane] = vector[lane] }
  }
}
