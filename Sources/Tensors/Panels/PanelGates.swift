/// The element-wise half of an LSTM step, forward and backward, for many rows of one panel.
///
///     i, f, o = σ(z)    g = tanh z    c = f⊙c' + i⊙g    h = o⊙tanh c
///
/// Each function reads the sums of 16 cells' gates from memory, `[count, 64]`, where a product has just left them; taking
/// tiles over in registers was slower, as was one call for each tile. With one row of a layer in hand its panels are the rows.
///
/// Finite sums, however large, never give a NaN: arguments are held to where no power of e leaves the range of `Float`. A NaN
/// gives NaN. Measured errors are in <doc:Tensors>.
package enum PanelGates {
  typealias Vector = SIMD16<Float>

  /// Cell states and hidden states of sums of gates; nothing else is kept.
  ///
  /// - Parameters:
  ///   - count: How many rows.
  ///   - sums: z, `[count, 64]`.
  ///   - cells: c', replaced by c, `[count, 16]`.
  ///   - hidden: Where h goes, 16 numbers each.
  ///   - hiddenStride: From one row's h to the next.
  /// - Complexity: O(count). Does not allocate.
  @inline(never)
  package static func forward(
    count: Int, sums: UnsafePointer<Float>, cells: UnsafeMutablePointer<Float>, hidden: UnsafeMutablePointer<Float>,
    hiddenStride: Int
  ) {
    var (sums, cells, hidden) = (UnsafeRawPointer(sums), UnsafeMutableRawPointer(cells), hidden)
    for _ in 0..<count {
      let i = GateMath.onePlusExp(minus: load(sums, 0))
      let f = GateMath.onePlusExp(minus: load(sums, 1))
      let g = GateMath.expMinusOne(twice: load(sums, 2))
      let o = GateMath.onePlusExp(minus: load(sums, 3))
      // f·c' + i·g with three divisions in all.
      let c = load(cells, 0) / f + g / (i * (g + 2))
      let t = GateMath.expMinusOne(twice: c)
      store(c, cells, 0)
      store(t / ((t + 2) * o), UnsafeMutableRawPointer(hidden), 0)
      sums += 256
      cells += 64
      hidden += hiddenStride
    }
  }

  /// The same, keeping what the way back needs.
  ///
  /// - Parameters:
  ///   - count: How many rows.
  ///   - gates: z, replaced by i, f, g, o, `[count, 64]`.
  ///   - previousCells: c', `[count, 16]`.
  ///   - cells: Where c goes, `[count, 16]`.
  ///   - tanhCells: Where tanh c goes, `[count, 16]`.
  ///   - hidden: Where h goes, 16 numbers each.
  ///   - hiddenStride: From one row's h to the next.
  /// - Complexity: O(count). Does not allocate.
  @inline(never)
  package static func forwardKeeping(
    count: Int, gates: UnsafeMutablePointer<Float>, previousCells: UnsafePointer<Float>,
    cells: UnsafeMutablePointer<Float>, tanhCells: UnsafeMutablePointer<Float>, hidden: UnsafeMutablePointer<Float>,
    hiddenStride: Int
  ) {
    var gates = UnsafeMutableRawPointer(gates)
    var previous = UnsafeRawPointer(previousCells)
    var (cells, tanhCells) = (UnsafeMutableRawPointer(cells), UnsafeMutableRawPointer(tanhCells))
    var hidden = hidden
    for _ in 0..<count {
      // Two gates share a division: i = f'/(i'f'), f = i'/(i'f') with i' = 1 + e⁻ᶻ.
      let iSum = GateMath.onePlusExp(minus: load(gates, 0), limit: 43)
      let fSum = GateMath.onePlusExp(minus: load(gates, 1), limit: 43)
      let gSum = GateMath.expMinusOne(twice: load(gates, 2))
      let oSum = GateMath.onePlusExp(minus: load(gates, 3))
      let inverse = 1 / (iSum * fSum)
      let i = fSum * inverse
      let f = iSum * inverse
      let other = 1 / (oSum * (gSum + 2))
      let g = gSum * (oSum * other)
      let o = (gSum + 2) * other
      let c = multiplyAdd(f, load(previous, 0), i * g)
      let t = GateMath.expMinusOne(twice: c)
      let tanhC = t / (t + 2)
      store(i, gates, 0)
      store(f, gates, 1)
      store(g, gates, 2)
      store(o, gates, 3)
      store(c, cells, 0)
      store(tanhC, tanhCells, 0)
      store(o * tanhC, UnsafeMutableRawPointer(hidden), 0)
      gates += 256
      previous += 64
      cells += 64
      tanhCells += 64
      hidden += hiddenStride
    }
  }

  /// Takes the gradients of h and c back to the sums of the gates.
  ///
  ///     dc ← dc + dh⊙o⊙(1 − tanh²c)
  ///     dzᵢ = dc⊙g⊙i(1 − i)   dz_f = dc⊙c'⊙f(1 − f)   dz_g = dc⊙i⊙(1 − g²)   dzₒ = dh⊙tanh c⊙o(1 − o)
  ///     dc' = dc⊙f
  ///
  /// - Parameters:
  ///   - count: How many rows.
  ///   - gates: i, f, g, o, replaced by dz, `[count, 64]`.
  ///   - previousCells: c', `[count, 16]`.
  ///   - tanhCells: tanh c, `[count, 16]`.
  ///   - hiddenGradients: dh, 16 numbers each.
  ///   - hiddenStride: From one row's dh to the next.
  ///   - cellGradients: dc from the step after, replaced by dc', `[count, 16]`.
  ///   - biasGradient: Where the sum of dz over the rows is added, `[64]`.
  /// - Complexity: O(count). Does not allocate.
  @inline(never)
  package static func backward(
    count: Int, gates: UnsafeMutablePointer<Float>, previousCells: UnsafePointer<Float>,
    tanhCells: UnsafePointer<Float>, hiddenGradients: UnsafePointer<Float>, hiddenStride: Int,
    cellGradients: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>
  ) {
    var gates = UnsafeMutableRawPointer(gates)
    var previous = UnsafeRawPointer(previousCells)
    var tanhCells = UnsafeRawPointer(tanhCells)
    var hiddenGradients = hiddenGradients
    var cellGradients = UnsafeMutableRawPointer(cellGradients)
    let bias = UnsafeMutableRawPointer(biasGradient)
    var (iBias, fBias, gBias, oBias) = (load(bias, 0), load(bias, 1), load(bias, 2), load(bias, 3))
    for _ in 0..<count {
      let (i, f, g, o) = (load(gates, 0), load(gates, 1), load(gates, 2), load(gates, 3))
      let tanhC = load(tanhCells, 0)
      let dh = load(UnsafeRawPointer(hiddenGradients), 0)
      let dhO = dh * o
      let dc = load(cellGradients, 0) + dhO * (1 - tanhC * tanhC)
      let dcI = dc * i
      let dcF = dc * f
      let di = dcI * g * (1 - i)
      let df = dcF * load(previous, 0) * (1 - f)
      let dg = dcI * (1 - g * g)
      let dO = dhO * tanhC * (1 - o)
      store(di, gates, 0)
      store(df, gates, 1)
      store(dg, gates, 2)
      store(dO, gates, 3)
      store(dcF, cellGradients, 0)
      iBias = iBias + di
      fBias = fBias + df
      gBias = gBias + dg
      oBias = oBias + dO
      gates += 256
      previous += 64
      tanhCells += 64
      hiddenGradients += hiddenStride
      cellGradients += 64
    }
    store(iBias, bias, 0)
    store(fBias, bias, 1)
    store(gBias, bias, 2)
    store(oBias, bias, 3)
  }

  @inline(__always)
  private static func load(_ base: UnsafeRawPointer, _ vector: Int) -> Vector {
    base.loadUnaligned(fromByteOffset: vector * 64, as: Vector.self)
  }

  @inline(__always)
  private static func load(_ base: UnsafeMutableRawPointer, _ vector: Int) -> Vector {
    base.loadUnaligned(fromByteOffset: vector * 64, as: Vector.self)
  }

  @inline(__always)
  private static func store(_ value: Vector, _ base: UnsafeMutableRawPointer, _ vector: Int) {
    base.storeBytes(of: value, toByteOffset: vector * 64, as: Vector.self)
  }
}
