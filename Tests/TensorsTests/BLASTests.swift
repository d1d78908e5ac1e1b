import Foundation
import Tensors
import Testing

@Suite struct BLASTests {
  @Test func `kernels are those of the CPU's own generation and run on one thread`() {
    #expect(BLAS.threadCount == 1)
    #expect(BLAS.configuration.contains("OpenBLAS"))
    #expect(!BLAS.coreName.isEmpty)
    // The user's word stays, and builds for one fixed CPU cannot change.
    if ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] == nil, BLAS.configuration.contains("DYNAMIC_ARCH") {
      #expect(BLASRuntime.betterCore(than: BLAS.coreName, cpuFlags: BLASRuntime.cpuFlags()) == nil)
    }
    #expect(["native AVX-512", "AVX2", "baseline SSE2", "baseline"].contains(BLAS.compilerTarget))
  }

  @Test(arguments: [
    ("Prescott", ["avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512cd", "avx2", "fma"], "SkylakeX" as String?),
    ("Haswell", ["avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512cd", "avx2", "fma"], "SkylakeX"),
    ("Zen", ["avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512cd", "avx2", "fma"], "SkylakeX"),
    ("Cooperlake", ["avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512cd", "avx2", "fma"], nil),
    ("SkylakeX", ["avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512cd", "avx2", "fma"], nil),
    ("Nehalem", ["avx512f", "avx2", "fma"], "Haswell"),
    ("Haswell", ["avx2", "fma"], nil),
    ("Zen", ["avx2", "fma"], nil),
    ("Prescott", ["avx2"], nil),
    ("Prescott", ["sse2"], nil),
    ("ARMV8", [], nil),
  ])
  func `a core is changed only where the CPU can do better`(core: String, flags: [String], better: String?) {
    #expect(BLASRuntime.betterCore(than: core, cpuFlags: Set(flags)) == better)
  }

  @Test(arguments: [(1, 1, 1), (2, 3, 4), (7, 5, 3), (16, 16, 16), (33, 17, 65), (64, 256, 72)])
  func `gemm agrees with the plain sum in all four orientations`(m: Int, n: Int, k: Int) {
    var random = RandomSource(seed: 42)
    for transposeA in [false, true] {
      for transposeB in [false, true] {
        let a = randomTensor(transposeA ? [k, m] : [m, k], &random)
        let b = randomTensor(transposeB ? [n, k] : [k, n], &random)
        let start = randomTensor([m, n], &random)
        var c = start
        BLAS.gemm(a, transposeA: transposeA, b, transposeB: transposeB, alpha: 0.5, beta: 2, into: &c)
        for row in 0..<m {
          for column in 0..<n {
            var sum = 0.0
            var magnitude = 0.0
            for inner in 0..<k {
              let left = Double(transposeA ? a[inner, row] : a[row, inner])
              let right = Double(transposeB ? b[column, inner] : b[inner, column])
              sum += left * right
              magnitude += abs(left * right)
            }
            let expected = 0.5 * sum + 2 * Double(start[row, column])
            let tolerance = (0.5 * magnitude + 2 * abs(Double(start[row, column]))) * Double(k + 2) * 0x1p-23
            #expect(abs(Double(c[row, column]) - expected) <= tolerance)
          }
        }
      }
    }
  }

  @Test(arguments: [(1, 1), (3, 5), (16, 8), (256, 72), (65, 33)])
  func `gemv agrees with the plain sum in both orientations`(rows: Int, columns: Int) {
    var random = RandomSource(seed: 43)
    let a = randomTensor([rows, columns], &random)
    for transposed in [false, true] {
      let (outputs, inputs) = transposed ? (columns, rows) : (rows, columns)
      let x = randomTensor([inputs], &random).values
      let start = randomTensor([outputs], &random).values
      var y = start
      var target = y.mutableSpan
      BLAS.gemv(a, transposed: transposed, x.span, alpha: -1, beta: 0.5, into: &target)
      for output in 0..<outputs {
        var sum = 0.0
        var magnitude = 0.0
        for input in 0..<inputs {
          let term = Double(transposed ? a[input, output] : a[output, input]) * Double(x[input])
          sum += term
          magnitude += abs(term)
        }
        let expected = 0.5 * Double(start[output]) - sum
        let tolerance = (magnitude + abs(Double(start[output]))) * Double(inputs + 2) * 0x1p-23
        #expect(abs(Double(y[output]) - expected) <= tolerance)
      }
    }
  }

  @Test func `a beta of zero overwrites what was there, even NaN`() {
    let a = Tensor([1, 2, 3, 4], shape: [2, 2])
    var c = Tensor([Float](repeating: .nan, count: 4), shape: [2, 2])
    BLAS.gemm(a, a, into: &c)
    #expect(c.values == [7, 10, 15, 22])
    var y: [Float] = [.nan, .infinity]
    var target = y.mutableSpan
    let x: [Float] = [1, 1]
    BLAS.gemv(a, x.span, into: &target)
    #expect(y == [3, 7])
  }

  @Test func `an empty inner dimension leaves beta times what was there`() {
    var c = Tensor([1, 2, 3, 4], shape: [2, 2])
    BLAS.gemm(Tensor(zeros: [2, 0]), Tensor(zeros: [0, 2]), beta: 3, into: &c)
    // There is no product to speak of, but also no storage to point at; the scaling must still happen.
    #expect(c.values == [3, 6, 9, 12])
    var y: [Float] = [1, 2]
    var target = y.mutableSpan
    let x: [Float] = []
    BLAS.gemv(Tensor(zeros: [2, 0]), x.span, beta: 3, into: &target)
    #expect(y == [3, 6])
  }

  @Test func `the raw product works inside of larger buffers`() {
    // A is the right half of a [2, 4] buffer, C the left column of a [2, 3] one.
    let a: [Float] = [0, 0, 1, 2, 0, 0, 3, 4]
    let b: [Float] = [5, 6]
    var c: [Float] = [9, 9, 9, 9, 9, 9]
    a.withUnsafeBufferPointer { aValues in
      b.withUnsafeBufferPointer { bValues in
        c.withUnsafeMutableBufferPointer { cValues in
          BLAS.sgemm(
            m: 2, n: 1, k: 2, a: aValues.baseAddress! + 2, lda: 4, b: bValues.baseAddress!, ldb: 1,
            c: cValues.baseAddress!, ldc: 3)
        }
      }
    }
    #expect(c == [17, 9, 9, 39, 9, 9])
  }

  @Test func `shapes that do not agree are a mistake of the program`() async {
    await #expect(processExitsWith: .failure) {
      var c = Tensor(zeros: [2, 2])
      BLAS.gemm(Tensor(zeros: [2, 3]), Tensor(zeros: [2, 3]), into: &c)
    }
    await #expect(processExitsWith: .failure) {
      var y: [Float] = [0, 0]
      var target = y.mutableSpan
      let x: [Float] = [0, 0]
      BLAS.gemv(Tensor(zeros: [2, 3]), x.span, into: &target)
    }
  }

  private func randomTensor(_ shape: [Int], _ random: inout RandomSource) -> Tensor {
    var tensor = Tensor(zeros: shape)
    for index in tensor.values.indices { tensor.values[index] = Float(2 * random.uniform() - 1) }
    return tensor
  }
}
