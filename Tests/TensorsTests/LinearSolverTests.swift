import Tensors
import Testing

@Suite struct LinearSolverTests {
  @Test func `a system of two equations is solved by hand and by LAPACK`() throws {
    let solution = try LinearSolver.solvePositiveDefinite([4, 2, 2, 3], order: 2, [2, 5])
    #expect(abs(solution[0] - -0.5) < 1e-15)
    #expect(abs(solution[1] - 2) < 1e-15)
  }

  @Test(arguments: [1, 2, 5, 31, 64]) func `residuals of random systems vanish`(n: Int) throws {
    var random = RandomSource(seed: UInt64(n))
    let factor = (0..<n * n).map { _ in random.normal() }
    var matrix = [Double](repeating: 0, count: n * n)
    for row in 0..<n {
      for column in 0..<n {
        for inner in 0..<n { matrix[row * n + column] += factor[row * n + inner] * factor[column * n + inner] }
      }
      matrix[row * n + row] += 1
    }
    let count = 3
    let rightHandSides = (0..<n * count).map { _ in random.normal() }
    let solution = try LinearSolver.solvePositiveDefinite(matrix, order: n, rightHandSides, count: count)
    #expect(solution.count == n * count)
    for row in 0..<n {
      for side in 0..<count {
        var sum = 0.0
        for inner in 0..<n { sum += matrix[row * n + inner] * solution[inner * count + side] }
        #expect(abs(sum - rightHandSides[row * count + side]) < 1e-10)
      }
    }
  }

  @Test func `a matrix that is not positive definite is refused with the order of its minor`() {
    #expect(throws: TensorError.notPositiveDefinite(order: 2)) {
      try LinearSolver.solvePositiveDefinite([1, 2, 2, 1], order: 2, [1, 1])
    }
    #expect(throws: TensorError.notPositiveDefinite(order: 1)) {
      try LinearSolver.solvePositiveDefinite([0], order: 1, [1])
    }
    #expect(TensorError.notPositiveDefinite(order: 2).description.contains("leading minor of order 2"))
  }

  @Test func `values that are not finite are refused with their place`() {
    #expect(throws: TensorError.notFinite("The matrix", index: 1)) {
      try LinearSolver.solvePositiveDefinite([1, .nan, 0, 1], order: 2, [1, 1])
    }
    #expect(throws: TensorError.notFinite("The right-hand side", index: 1)) {
      try LinearSolver.solvePositiveDefinite([1, 0, 0, 1], order: 2, [1, .infinity])
    }
  }

  @Test func `an empty system has an empty solution`() throws {
    #expect(try LinearSolver.solvePositiveDefinite([], order: 0, []) == [])
  }
}
