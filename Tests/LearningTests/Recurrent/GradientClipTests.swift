import Learning
import Testing

struct GradientClipTests {
  @Test func `the sum of squares is taken over all elements`() {
    let gradient: [Float] = [1, -2, 4, -8, 2, 6, 0, 6, 2]
    #expect(GradientClip.sumOfSquares(gradient.span) == 165)
    #expect(GradientClip.sumOfSquares(Span()) == 0)
  }

  @Test func `the norm of numbers whose squares leave the range of Float is right`() {
    let gradient: [Float] = [3e30, 4e30]
    #expect(abs(GradientClip.sumOfSquares(gradient.span).squareRoot() / 5e30 - 1) < 1e-6)
  }

  @Test func `a long gradient is shortened to the limit and a short one is left alone`() {
    #expect(GradientClip.scale(norm: 5, limit: 1) == 0.2)
    #expect(GradientClip.scale(norm: 1, limit: 1) == 1)
    #expect(GradientClip.scale(norm: 0, limit: 1) == 1)
    #expect(GradientClip.scale(norm: 5, limit: nil) == 1)
  }

  @Test func `a NaN anywhere makes the sum one`() {
    for position in 0..<5 {
      var gradient = [Float](repeating: 1, count: 5)
      gradient[position] = .nan
      #expect(GradientClip.sumOfSquares(gradient.span).isNaN)
    }
  }
}
