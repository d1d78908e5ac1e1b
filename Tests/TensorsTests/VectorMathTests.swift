import Foundation
import Tensors
import Testing

@Suite struct VectorMathTests {
  enum Function: CaseIterable {
    case exp
    case sigmoid
    case tanh

    func callAsFunction(_ x: [Float]) -> [Float] {
      var y = [Float](repeating: -7, count: x.count)
      var target = y.mutableSpan
      switch self {
      case .exp: VectorMath.exp(x.span, into: &target)
      case .sigmoid: VectorMath.sigmoid(x.span, into: &target)
      case .tanh: VectorMath.tanh(x.span, into: &target)
      }
      return y
    }

    func inPlace(_ x: [Float]) -> [Float] {
      var y = x
      var target = y.mutableSpan
      switch self {
      case .exp: VectorMath.exp(&target)
      case .sigmoid: VectorMath.sigmoid(&target)
      case .tanh: VectorMath.tanh(&target)
      }
      return y
    }

    func exact(_ x: Float) -> Double {
      switch self {
      case .exp: Foundation.exp(Double(x))
      case .sigmoid: 1 / (1 + Foundation.exp(-Double(x)))
      case .tanh: Foundation.tanh(Double(x))
      }
    }

    /// The bound that the documentation promises, in units in the last place.
    var bound: Double {
      switch self {
      case .exp: 1.1
      case .sigmoid: 2.5
      case .tanh: 2.6
      }
    }

    /// The bound of the absolute error, where the function has one.
    var absoluteBound: Double { self == .exp ? .infinity : 1.0e-7 }
  }

  /// Arguments in every binade of both signs, and evenly spaced ones where the functions bend.
  private static let grid: [Float] = {
    var grid: [Float] = []
    for step in -1_100_000...1_100_000 { grid.append(Float(step) * 1e-4) }
    for exponent in -140...127 {
      let steps = (-8...6).contains(exponent) ? 8192 : 64
      for step in 0..<steps {
        let x = Float(sign: .plus, exponent: exponent, significand: 1 + Float(step) / Float(steps))
        grid.append(x)
        grid.append(-x)
      }
    }
    return grid
  }()

  @Test(arguments: Function.allCases) func `errors stay within the documented bounds`(function: Function) {
    let results = function(Self.grid)
    var worst = 0.0
    var worstAt: Float = 0
    var worstAbsolute = 0.0
    for (x, result) in zip(Self.grid, results) {
      let exact = function.exact(x)
      if exact > Double(Float.greatestFiniteMagnitude) {
        #expect(result == .infinity)
        continue
      }
      let size = max(abs(exact), Double(Float.leastNormalMagnitude))
      let error = abs(Double(result) - exact)
      let unit = Double(sign: .plus, exponent: size.exponent - 23, significand: 1)
      if !(error / unit <= worst) {
        worst = error / unit
        worstAt = x
      }
      worstAbsolute = max(worstAbsolute, error)
    }
    #expect(worst <= function.bound, "\(worst) ulp at \(worstAt)")
    #expect(worstAbsolute <= function.absoluteBound)
  }

  @Test(arguments: Function.allCases) func `every length has its tail and every element its own result`(
    function: Function
  ) {
    let all = (0..<67).map { Float($0) * 0.37 - 11 }
    let whole = function(all)
    for count in 0...67 {
      #expect(function(Array(all[..<count])) == Array(whole[..<count]))
      #expect(function.inPlace(Array(all[..<count])) == Array(whole[..<count]))
    }
    // The same argument in another lane gives the same bits.
    for start in 1..<20 {
      #expect(function(Array(all[start...])) == Array(whole[start...]))
    }
  }

  @Test(arguments: Function.allCases) func `NaN stays NaN and does not touch its neighbours`(function: Function) {
    for lane in 0..<19 {
      for nan in [Float.nan, -Float.nan, Float(nan: 5, signaling: false)] {
        var x = [Float](repeating: 0.5, count: 19)
        let clean = function(x)
        x[lane] = nan
        let result = function(x)
        for index in 0..<19 {
          if index == lane {
            #expect(result[index].isNaN)
          } else {
            #expect(result[index] == clean[index])
          }
        }
      }
    }
  }

  @Test func `infinities and huge arguments give the limits`() {
    let huge: [Float] = [
      .infinity, .greatestFiniteMagnitude, 1e30, 1000, -1000, -1e30, -.greatestFiniteMagnitude, -.infinity,
    ]
    #expect(Function.exp(huge) == [.infinity, .infinity, .infinity, .infinity, 0, 0, 0, 0])
    #expect(Function.sigmoid(huge) == [1, 1, 1, 1, 0, 0, 0, 0])
    #expect(Function.tanh(huge) == [1, 1, 1, 1, -1, -1, -1, -1])
  }

  @Test func `zero is exact and keeps its sign where the function does`() {
    #expect(Function.exp([0, -0.0]) == [1, 1])
    #expect(Function.sigmoid([0, -0.0]) == [0.5, 0.5])
    let zeros = Function.tanh([0, -0.0])
    #expect(zeros.map(\.sign) == [.plus, .minus])
    #expect(zeros == [0, 0])
  }

  @Test func `the largest finite power and the smallest subnormal one are right`() {
    let results = Function.exp([88.722_83, 88.722_84, -103.2, -103.97])
    #expect(results[0].isFinite && results[0] > 3.4e38)
    #expect(results[1] == .infinity)
    #expect(results[2] == .leastNonzeroMagnitude)
    #expect(results[3] == .leastNonzeroMagnitude || results[3] == 0)
  }

  @Test func `tanh is odd, and sigmoids of opposite arguments add up to one`() {
    let x = (0..<4000).map { Float($0) * 0.005 }
    let opposite = x.map { -$0 }
    #expect(Function.tanh(opposite) == Function.tanh(x).map { -$0 })
    for (low, high) in zip(Function.sigmoid(opposite), Function.sigmoid(x)) {
      #expect(abs(low + high - 1) <= 1.2e-7)
    }
  }

  @Test func `lengths that differ are a mistake of the program`() async {
    await #expect(processExitsWith: .failure) {
      let x: [Float] = [1, 2, 3]
      var y: [Float] = [0]
      var target = y.mutableSpan
      VectorMath.exp(x.span, into: &target)
    }
  }
}
