import Foundation
import Tensors
import Testing

struct PanelGatesTests {
  /// i, f, g, o, c, tanh c and h of rows of 16 cells, and c and h of the pass that keeps nothing.
  private struct Passes {
    var gates: [Float]
    var cells: [Float]
    var tanhCells: [Float]
    var hidden: [Float]
    var inferredCells: [Float]
    var inferredHidden: [Float]

    init(sums: [Float], cells previous: [Float]) {
      let count = previous.count / 16
      gates = sums
      cells = previous
      tanhCells = previous
      hidden = previous
      inferredCells = previous
      inferredHidden = previous
      gates.withUnsafeMutableBufferPointer { gates in
        previous.withUnsafeBufferPointer { previous in
          cells.withUnsafeMutableBufferPointer { cells in
            tanhCells.withUnsafeMutableBufferPointer { tanhCells in
              hidden.withUnsafeMutableBufferPointer { hidden in
                guard let gates = gates.baseAddress, let previous = previous.baseAddress, let cells = cells.baseAddress,
                  let tanhCells = tanhCells.baseAddress, let hidden = hidden.baseAddress
                else { return }
                PanelGates.forwardKeeping(
                  count: count, gates: gates, previousCells: previous, cells: cells, tanhCells: tanhCells,
                  hidden: hidden, hiddenStride: 16)
              }
            }
          }
        }
      }
      sums.withUnsafeBufferPointer { sums in
        inferredCells.withUnsafeMutableBufferPointer { cells in
          inferredHidden.withUnsafeMutableBufferPointer { hidden in
            guard let sums = sums.baseAddress, let cells = cells.baseAddress, let hidden = hidden.baseAddress else {
              return
            }
            PanelGates.forward(count: count, sums: sums, cells: cells, hidden: hidden, hiddenStride: 16)
          }
        }
      }
    }

    /// All four gates and all cells have one sum, from cells of zero.
    init(same values: [Float]) {
      let padded = values + [Float](repeating: 0, count: (16 - values.count % 16) % 16)
      self.init(
        sums: stride(from: 0, to: padded.count, by: 16).flatMap { first in
          (0..<64).map { padded[first + $0 % 16] }
        }, cells: [Float](repeating: 0, count: padded.count))
    }

    func gate(_ gate: Int, _ index: Int) -> Float { gates[index / 16 * 64 + gate * 16 + index % 16] }
  }

  /// The distance from the true value in units in the last place of the result.
  private func ulps(_ actual: Float, _ expected: Double) -> Double {
    abs(Double(actual) - expected) / Double(max(Float(abs(expected)), .leastNormalMagnitude).ulp)
  }

  private static func grid(_ limit: Float, _ count: Int) -> [Float] {
    (0...count).map { limit * (2 * Float($0) / Float(count) - 1) }
  }

  @Test(arguments: [
    (limit: Float(8), sigmoid: 3.2, tanh: 4.1), (limit: 40, sigmoid: 4.6, tanh: 4.1),
    (limit: 1e-3, sigmoid: 2.8, tanh: 3.6),
  ])
  func `gates are within a few units in the last place of the true values`(
    limit: Float, sigmoid: Double, tanh: Double
  ) {
    let grid = Self.grid(limit, 400_000)
    let passes = Passes(same: grid)
    var (worstSigmoid, worstTanh) = (0.0, 0.0)
    for (index, z) in grid.enumerated() {
      let expected = 1 / (1 + exp(-Double(z)))
      for gate in [0, 1, 3] { worstSigmoid = max(worstSigmoid, ulps(passes.gate(gate, index), expected)) }
      worstTanh = max(worstTanh, ulps(passes.gate(2, index), Foundation.tanh(Double(z))))
    }
    #expect(worstSigmoid < sigmoid, "\(worstSigmoid)")
    #expect(worstTanh < tanh, "\(worstTanh)")
  }

  @Test func `a cell is within 6e-7 of the true one, whether it keeps what the way back needs or not`() {
    var random = RandomSource(seed: 5)
    let count = 4_000
    let sums = (0..<count * 64).map { _ in Float(random.normal() * 4) }
    let previous = (0..<count * 16).map { _ in Float(random.normal()) }
    let passes = Passes(sums: sums, cells: previous)
    var worst = 0.0
    for index in previous.indices {
      func sigmoid(_ gate: Int) -> Double { 1 / (1 + exp(-Double(sums[index / 16 * 64 + gate * 16 + index % 16]))) }
      let g = Foundation.tanh(Double(sums[index / 16 * 64 + 32 + index % 16]))
      let c = sigmoid(1) * Double(previous[index]) + sigmoid(0) * g
      let h = sigmoid(3) * Foundation.tanh(c)
      for (actual, expected) in [
        (passes.cells[index], c), (passes.inferredCells[index], c), (passes.hidden[index], h),
        (passes.inferredHidden[index], h), (passes.tanhCells[index], Foundation.tanh(c)),
      ] {
        worst = max(worst, abs(Double(actual) - expected) / max(1, abs(expected)))
      }
    }
    #expect(worst < 6e-7, "\(worst)")
  }

  @Test func `no finite sum, nor an infinite one, gives a NaN or an infinity`() {
    let large: [Float] = [60, 87, 88, 89, 100, 1e4, 1e30, .greatestFiniteMagnitude, .infinity]
    let passes = Passes(same: large + large.map { -$0 })
    let all = passes.gates + passes.cells + passes.tanhCells + passes.hidden + passes.inferredCells
    #expect((all + passes.inferredHidden).allSatisfy { $0.isFinite })
    for index in large.indices {
      #expect(passes.gate(0, index) == 1 && passes.gate(2, index) == 1)
      #expect(passes.gate(0, large.count + index) < 1e-18 && passes.gate(2, large.count + index) == -1)
    }
    // The four gates at opposite ends, and a cell as large as can be.
    var random = RandomSource(seed: 6)
    let mixed = (0..<64 * 512).map { _ in large[random.integer(below: large.count)] * (random.next() % 2 == 0 ? 1 : -1)
    }
    let cells = (0..<16 * 512).map { _ in Float(random.normal() * 1e37) }
    let ends = Passes(sums: mixed, cells: cells)
    #expect(
      (ends.gates + ends.cells + ends.hidden + ends.inferredCells + ends.inferredHidden).allSatisfy { $0.isFinite })
  }

  @Test func `a NaN in any gate or in the cell gives a NaN`() {
    for gate in 0..<4 {
      var sums = [Float](repeating: 0.5, count: 64)
      sums[gate * 16 + 3] = .nan
      let passes = Passes(sums: sums, cells: [Float](repeating: 1, count: 16))
      #expect(passes.hidden[3].isNaN && passes.inferredHidden[3].isNaN)
      for index in 0..<16 where index != 3 {
        #expect(passes.hidden[index].isFinite && passes.inferredHidden[index].isFinite)
      }
    }
    var cells = [Float](repeating: 1, count: 16)
    cells[7] = .nan
    let passes = Passes(sums: [Float](repeating: 0.5, count: 64), cells: cells)
    #expect(passes.hidden[7].isNaN && passes.inferredHidden[7].isNaN && passes.inferredCells[7].isNaN)
  }

  @Test func `a cell's bits do not depend on its place`() {
    let passes = Passes(same: [Float](repeating: 0.7, count: 48))
    #expect(Set(passes.hidden).count == 1)
    #expect(Set(passes.inferredHidden).count == 1)
  }
}
