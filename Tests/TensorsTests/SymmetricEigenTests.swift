import Tensors
import Testing

struct SymmetricEigenTests {
  @Test func `a matrix of two by two has the values and vectors of the textbook`() throws {
    // Below the diagonal nothing is read.
    let (values, vectors) = try SymmetricEigen.decompose([2, 1, .nan, 2], order: 2)
    #expect(abs(values[0] - 3) < 1e-14 && abs(values[1] - 1) < 1e-14)
    let half = 0.5.squareRoot()
    #expect(abs(vectors[0] - half) < 1e-14 && abs(vectors[1] - half) < 1e-14)
    #expect(abs(vectors[2] + vectors[3]) < 1e-14 && abs(abs(vectors[2]) - half) < 1e-14)
  }

  @Test(arguments: [1, 3, 17, 38])
  func `values and vectors give the matrix back`(order: Int) throws {
    var random = RandomSource(seed: UInt64(order))
    var matrix = [Double](repeating: 0, count: order * order)
    for row in 0..<order {
      for column in row..<order {
        let value = random.normal()
        matrix[row * order + column] = value
        matrix[column * order + row] = value
      }
    }
    let (values, vectors) = try SymmetricEigen.decompose(matrix, order: order)
    #expect(values == values.sorted(by: >))
    for row in 0..<order {
      for column in 0..<order {
        var rebuilt = 0.0
        var product = 0.0
        for index in 0..<order {
          rebuilt += values[index] * vectors[index * order + row] * vectors[index * order + column]
          product += vectors[row * order + index] * vectors[column * order + index]
        }
        #expect(abs(rebuilt - matrix[row * order + column]) < 1e-12 * Double(order))
        #expect(abs(product - (row == column ? 1 : 0)) < 1e-13 * Double(order))
      }
    }
    for row in 0..<order {
      let vector = vectors[row * order..<(row + 1) * order]
      #expect(vector.max { abs($0) < abs($1) } ?? 0 > 0)
    }
  }

  @Test func `nothing has nothing, and what is not finite is refused`() throws {
    #expect(try SymmetricEigen.decompose([], order: 0).values.isEmpty)
    #expect(throws: TensorError.notFinite("The matrix", index: 1)) {
      try SymmetricEigen.decompose([1, .infinity, 0, 1], order: 2)
    }
  }
}
