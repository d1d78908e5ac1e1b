import Learning
import Testing

struct LSTMLossTests {
  private func measure(_ loss: LSTMLoss, _ outputs: [Float], _ targets: [Float]) -> (Double, [Float]) {
    var outputs = outputs
    let count = outputs.count
    let value: Double = outputs.withUnsafeMutableBufferPointer { outputs in
      targets.withUnsafeBufferPointer { targets in
        guard let y = outputs.baseAddress, let target = targets.baseAddress else { return 0.0 }
        return loss.replaceByGradient(y, targets: target, count: count, scale: 1 / Float(count))
      }
    }
    return (value, outputs)
  }

  @Test func `the squared loss is half the sum of squares`() {
    let (value, gradient) = measure(.squared, [1, -3], [0, 1])
    #expect(value == 8.5)
    #expect(gradient == [0.5, -2])
  }

  @Test func `Huber's loss is the squared one up to delta and linear beyond`() {
    let (value, gradient) = measure(.huber(delta: 2), [1, 5, -5, 2], [0, 0, 0, 0])
    // 0.5·1² + 2·(5 − 1) + 2·(5 − 1) + 0.5·2²
    #expect(value == 18.5)
    #expect(gradient == [0.25, 0.5, -0.5, 0.5])
  }

  @Test func `a NaN stays one`() {
    #expect(measure(.huber(delta: 2), [.nan, 1], [0, 0]).0.isNaN)
    #expect(measure(.squared, [1, 1], [.nan, 0]).0.isNaN)
  }
}
