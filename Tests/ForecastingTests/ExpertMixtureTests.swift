import Forecasting
import Testing
import Tensors

struct ExpertMixtureTests {
  /// Settles `experts(step, actual)` against a random truth and returns the mixture and its errors.
  private func run(
    _ count: Int, steps: Int = 4_000, unit: Float = 1, _ experts: (Int, Float, inout RandomSource) -> [Float]
  ) -> (mixture: ExpertMixture, rmse: Double) {
    var random = RandomSource(seed: 8)
    var mixture = ExpertMixture(experts: count)
    var squares = 0.0
    for step in 0..<steps {
      let actual = Float(100 + 10 * random.normal())
      let forecasts = experts(step, actual, &random).map { $0 * unit }
      let mean = mixture.mean(forecasts)
      if step >= steps / 2 {
        let error = Double(mean - actual * unit) / Double(unit)
        squares += error * error
      }
      mixture.settle(forecasts, mean: mean, actual: actual * unit)
    }
    return (mixture, (squares / Double(steps - steps / 2)).squareRoot())
  }

  @Test func `before anything is settled all experts count the same`() {
    let mixture = ExpertMixture(experts: 4)
    #expect(mixture.weights == [0.25, 0.25, 0.25, 0.25])
    #expect(mixture.mean([1, 2, 3, 6]) == 3)
  }

  @Test func `one step moves the weights by the rule`() {
    var mixture = ExpertMixture(experts: 3)
    // ŷ = 4, y = 10: r = (4 - 10)(4 - x) = -18, 6 and 12 for x = 1, 5 and 6; w in proportion to 0, 1/6 and 1/12.
    mixture.settle([1, 5, 6], mean: 4, actual: 10)
    #expect(mixture.weights[0] == 0)
    #expect(abs(mixture.weights[1] - 2.0 / 3) < 1e-12 && abs(mixture.weights[2] - 1.0 / 3) < 1e-12)
  }

  @Test(arguments: [Float(1e-3), 1, 1e5])
  func `the best expert gets nearly all the weight, whatever the unit`(unit: Float) {
    let (mixture, rmse) = run(3, unit: unit) { _, actual, random in
      [actual + Float(random.normal()), actual + Float(5 * random.normal()), 100]
    }
    #expect(mixture.weights[0] > 0.85, "\(mixture.weights)")
    #expect(rmse < 1.03, "\(rmse)")
  }

  @Test func `experts whose errors cancel out are better together than the best of them`() {
    let (mixture, rmse) = run(2) { _, actual, random in
      [actual + 2 + Float(random.normal()), actual - 2 + Float(random.normal())]
    }
    // The mean of both has an error of √½; each alone of √5.
    #expect(rmse < 0.8, "\(rmse)")
    #expect(abs(mixture.weights[0] - 0.5) < 0.1, "\(mixture.weights)")
  }

  @Test func `experts that agree leave the weights as they are`() {
    var mixture = ExpertMixture(experts: 2)
    for _ in 0..<10 { mixture.settle([5, 5], mean: 5, actual: 9) }
    #expect(mixture.weights == [0.5, 0.5])
    #expect(mixture.mean([5, 5]) == 5)
  }
}
