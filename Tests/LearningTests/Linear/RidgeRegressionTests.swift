import Learning
import Tensors
import Testing

struct RidgeRegressionTests {
  /// Solves by Gaussian elimination, row by row: the plain twin.
  private static func eliminate(_ rows: [[Double]], _ targets: [Double], penalty: Double) -> [Double] {
    let width = rows[0].count
    var system = [[Double]](repeating: [Double](repeating: 0, count: width + 1), count: width)
    for (row, target) in zip(rows, targets) {
      for left in 0..<width {
        for right in 0..<width { system[left][right] += row[left] * row[right] }
        system[left][width] += row[left] * target
      }
    }
    for index in 0..<width { system[index][index] += penalty * Double(rows.count) }
    for pivot in 0..<width {
      for row in 0..<width where row != pivot {
        let factor = system[row][pivot] / system[pivot][pivot]
        for column in pivot...width { system[row][column] -= factor * system[pivot][column] }
      }
    }
    return (0..<width).map { system[$0][width] / system[$0][$0] }
  }

  @Test(arguments: [(1, 1, 5), (3, 2, 40), (7, 3, 3_000)])
  func `it is what elimination gives for each output`(inputs: Int, outputs: Int, rows: Int) throws {
    var random = RandomSource(seed: 11)
    var regression = RidgeRegression(inputs: inputs, outputs: outputs)
    var seen: [[Double]] = []
    var targets: [[Double]] = []
    for _ in 0..<rows {
      let row = (0..<inputs).map { _ in Float(random.normal()) }
      let target = (0..<outputs).map { Float(Double($0) + 2 * Double(row[0]) + random.normal()) }
      regression.add(row.span, target: target.span)
      seen.append(row.map { Double($0) } + [1])
      targets.append(target.map { Double($0) })
    }
    let map = try regression.solved(penalty: 0.1)
    for output in 0..<outputs {
      let expected = Self.eliminate(seen, targets.map { $0[output] }, penalty: 0.1)
      for input in 0..<inputs {
        #expect(abs(Double(map.weights.values[input * outputs + output]) - expected[input]) < 2e-5)
      }
      #expect(abs(Double(map.bias[output]) - expected[inputs]) < 2e-5)
    }
    // It may go on: what was solved has taken nothing away.
    #expect(try regression.solved(penalty: 0.1) == map)
  }

  @Test func `a linear law is found, and a row is mapped by it`() throws {
    var random = RandomSource(seed: 12)
    var regression = RidgeRegression(inputs: 2, outputs: 1)
    for _ in 0..<2_000 {
      let row = [Float(random.normal()), Float(random.normal())]
      regression.add(row.span, target: [3 * row[0] - row[1] + 5].span)
    }
    let map = try regression.solved(penalty: 1e-9)
    #expect(map.inputs == 2 && map.outputs == 1)
    var output: [Float] = [.nan]
    let row: [Float] = [2, 10]
    var span = output.mutableSpan
    map.apply(row.span, into: &span)
    #expect(abs(output[0] - 1) < 1e-4)
  }

  @Test func `rows that are not finite are refused`() {
    var regression = RidgeRegression(inputs: 1, outputs: 1)
    let row: [Float] = [.nan]
    regression.add(row.span, target: row.span)
    #expect(throws: TensorError.self) { try regression.solved(penalty: 1) }
  }
}
