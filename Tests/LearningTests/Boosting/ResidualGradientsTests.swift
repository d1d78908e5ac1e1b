import Learning
import Testing

struct ResidualGradientsTests {
  @Test func `residuals that outgrow their bits get a lower scale and keep their values`() {
    let targets: [Float] = (0..<1_000).map { Float($0 % 7) - 3 }
    let gradients = ResidualGradients(targets: targets, base: 0)
    let before = gradients.loss()
    gradients.lowerScaleIfNeeded()
    #expect(!gradients.takesNewScale())

    // Answers that drive every residual to 50 and more, where the sum of their magnitudes was below 2 a row.
    let rows = (0..<1_000).map { UInt32($0) }
    rows.withUnsafeBufferPointer { gradients.add(-50, to: $0, output: 0) }
    gradients.note([-50])
    gradients.lowerScaleIfNeeded()
    #expect(gradients.takesNewScale())
    #expect(!gradients.takesNewScale())
    let expected = targets.reduce(0.0) { $0 + Double(($1 + 50) * ($1 + 50)) } / 1_000
    #expect(abs(gradients.loss() - expected.squareRoot()) < 1e-6)

    rows.withUnsafeBufferPointer { gradients.add(50, to: $0, output: 0) }
    #expect(abs(gradients.loss() - before) < 1e-6)
  }
}
