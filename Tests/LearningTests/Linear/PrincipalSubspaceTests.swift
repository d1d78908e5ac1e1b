import Learning
import Tensors
import Testing

struct PrincipalSubspaceTests {
  /// Second moments with the variances given along turned axes of the plane, and 0.01 along the third.
  private static let moments: [Double] = [2.5, 1.5, 0, 1.5, 2.5, 0, 0, 0, 0.01]

  @Test(arguments: [(0.5, 1), (0.79, 1), (0.81, 2), (0.99, 2), (0.9999, 3)])
  func `as many directions are kept as the share asks for`(share: Double, count: Int) throws {
    // Variances of 4 and 1, so the first direction has 4 / 5.01 of them.
    let subspace = try PrincipalSubspace(moments: Self.moments, width: 3, share: share)
    #expect(subspace.directions.shape == [count, 3])
    let half = Float(0.5).squareRoot()
    #expect(abs(subspace.directions.values[0] - half) < 1e-6 && abs(subspace.directions.values[1] - half) < 1e-6)
  }

  @Test func `a row is split into what the directions hold and the rest`() throws {
    var subspace = try PrincipalSubspace(moments: Self.moments, width: 3, share: 0.5)
    let row: [Float] = [3, 1, 7]
    var output = [Float](repeating: .nan, count: 3)
    var span = output.mutableSpan
    subspace.project(row.span, into: &span)
    #expect(zip(output, [2, 2, 0]).allSatisfy { abs($0 - $1) < 1e-5 })
    // Of what it holds it holds all.
    let held = output
    var again = output.mutableSpan
    subspace.project(held.span, into: &again)
    #expect(zip(output, held).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func `metrics that never move leave one direction`() throws {
    let subspace = try PrincipalSubspace(moments: [0, 0, 0, 0], width: 2, share: 0.9)
    #expect((1...2).contains(subspace.directions.shape[0]))
    #expect(subspace.directions.values.allSatisfy { $0.isFinite })
    #expect(throws: TensorError.self) { try PrincipalSubspace(moments: [.nan], width: 1, share: 0.9) }
  }
}
