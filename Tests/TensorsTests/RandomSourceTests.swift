import Foundation
import Tensors
import Testing

@Suite struct RandomSourceTests {
  @Test func `the same seed gives the same stream and another seed another`() {
    var first = RandomSource(seed: 7)
    var second = RandomSource(seed: 7)
    var other = RandomSource(seed: 8)
    let stream = (0..<100).map { _ in first.next() }
    #expect(stream == (0..<100).map { _ in second.next() })
    #expect(stream != (0..<100).map { _ in other.next() })
  }

  @Test func `uniform numbers lie in their interval and have its moments`() {
    let (mean, variance) = moments(200_000) { $0.uniform() }
    #expect(abs(mean - 0.5) < 0.004)
    #expect(abs(variance - 1.0 / 12) < 0.001)
    var random = RandomSource(seed: 3)
    #expect((0..<10_000).allSatisfy { _ in (0..<1).contains(random.uniform()) })
  }

  @Test func `normal numbers have the moments and the tails of the normal distribution`() {
    var random = RandomSource(seed: 4)
    let sample = (0..<400_000).map { _ in random.normal() }
    let count = Double(sample.count)
    let sums = (1...4).map { power in sample.reduce(0) { $0 + pow($1, Double(power)) } / count }
    #expect(abs(sums[0]) < 0.008)
    #expect(abs(sums[1] - 1) < 0.012)
    #expect(abs(sums[2]) < 0.03)
    #expect(abs(sums[3] - 3) < 0.08)
    let beyondTwo = Double(sample.count { abs($0) > 2 }) / count
    #expect(abs(beyondTwo - 0.0455) < 0.0017)
  }

  @Test func `exponential numbers have their mean and variance`() {
    let (mean, variance) = moments(400_000) { $0.exponential(mean: 3) }
    #expect(abs(mean - 3) < 0.025)
    #expect(abs(variance - 9) < 0.25)
    var random = RandomSource(seed: 5)
    #expect(random.exponential(mean: 0) == 0)
  }

  @Test(arguments: [0.1, 1, 4.5, 9.99, 10, 12.5, 60, 1000, 250_000])
  func `Poisson counts have their mean, variance and skewness`(mean: Double) {
    var random = RandomSource(seed: 6)
    let count = 200_000
    let sample = (0..<count).map { _ in Double(random.poisson(mean: mean)) }
    let average = sample.reduce(0, +) / Double(count)
    let second = sample.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(count)
    let third = sample.reduce(0) { $0 + pow($1 - average, 3) } / Double(count)
    let root = Double(count).squareRoot()
    #expect(abs(average - mean) < 4.5 * mean.squareRoot() / root)
    #expect(abs(second / mean - 1) < 4.5 * (2 + 1 / mean).squareRoot() / root)
    #expect(abs(third / pow(mean, 1.5) - 1 / mean.squareRoot()) < 0.05 + 0.1 / mean.squareRoot())
    #expect(sample.allSatisfy { $0 >= 0 })
  }

  @Test(arguments: [3.0, 10, 15, 80]) func `Poisson counts have the probabilities of the formula`(mean: Double) {
    var random = RandomSource(seed: 16)
    let count = 1_000_000
    var histogram = [Int](repeating: 0, count: 400)
    for _ in 0..<count { histogram[random.poisson(mean: mean)] += 1 }
    var probability = exp(-mean)
    var chiSquare = 0.0
    var freedom = 0.0
    for (value, seen) in histogram.enumerated() {
      let expected = probability * Double(count)
      if expected > 20 {
        chiSquare += (Double(seen) - expected) * (Double(seen) - expected) / expected
        freedom += 1
      }
      probability *= mean / Double(value + 1)
    }
    #expect(chiSquare <= freedom + 5 * (2 * freedom).squareRoot())
  }

  @Test func `a Poisson count with the mean zero is zero`() {
    var random = RandomSource(seed: 1)
    #expect((0..<100).allSatisfy { _ in random.poisson(mean: 0) == 0 })
  }

  @Test(arguments: [1, 2, 3, 6, 7, 10, 1000]) func `integers below a bound are equally likely`(bound: Int) {
    var random = RandomSource(seed: 9)
    var histogram = [Int](repeating: 0, count: bound)
    let count = 100_000
    for _ in 0..<count { histogram[random.integer(below: bound)] += 1 }
    let expected = Double(count) / Double(bound)
    let chiSquare = histogram.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    let freedom = Double(bound - 1)
    #expect(chiSquare <= freedom + 5 * (2 * freedom).squareRoot())
  }

  @Test func `integers below a bound near 2⁶³ have no favourites`() {
    // 2⁶⁴ numbers fall on 3·2⁶¹ results: without the refusal, every third result would have two of them
    // and the others three, in this order.
    var random = RandomSource(seed: 10)
    var histogram = [0, 0, 0]
    for _ in 0..<30_000 { histogram[random.integer(below: 3 << 61) % 3] += 1 }
    #expect(histogram.allSatisfy { abs(Double($0) - 10_000) < 5 * (30_000 * 2.0 / 9).squareRoot() })
  }

  @Test func `all orders of three come up equally often`() {
    var random = RandomSource(seed: 11)
    var histogram: [[Int]: Int] = [:]
    for _ in 0..<60_000 {
      var order = [0, 1, 2]
      random.shuffle(&order)
      histogram[order, default: 0] += 1
    }
    #expect(histogram.count == 6)
    #expect(histogram.values.allSatisfy { abs($0 - 10_000) < 500 })
  }

  @Test func `saving and loading continues the stream`() throws {
    var random = RandomSource(seed: 12)
    for _ in 0..<10 { _ = random.next() }
    let data = try JSONEncoder().encode([random])
    var loaded = try JSONDecoder().decode([RandomSource].self, from: data)[0]
    #expect(loaded == random)
    #expect((0..<20).map { _ in loaded.next() } == (0..<20).map { _ in random.next() })
  }

  @Test(arguments: [
    "", "12", String(repeating: "0", count: 64), String(repeating: "g", count: 64), String(repeating: "1", count: 63),
    String(repeating: "1", count: 65), String(repeating: "+123456789abcdef", count: 3) + "é",
  ])
  func `a saved state that is none is refused`(text: String) throws {
    let data = try JSONEncoder().encode([text])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([RandomSource].self, from: data) }
  }

  @Test func `the logarithm agrees with the platform's within one unit in the last place`() {
    var random = RandomSource(seed: 13)
    for _ in 0..<100_000 {
      let x = Double(sign: .plus, exponent: random.integer(below: 120) - 60, significand: 1 + random.uniform())
      let exact = log(x)
      #expect(abs(RandomSource.logarithm(x) - exact) <= exact.ulp)
    }
    #expect(RandomSource.logarithm(1) == 0)
  }

  @Test func `the logarithm of the factorial agrees with lgamma`() {
    for n in 0...2000 {
      let (exact, _): (Double, Int) = lgamma(Double(n) + 1)
      #expect(abs(RandomSource.logarithmOfFactorial(Double(n)) - exact) <= 1e-12 + 4 * exact.ulp)
    }
  }

  private func moments(_ count: Int, _ draw: (inout RandomSource) -> Double) -> (mean: Double, variance: Double) {
    var random = RandomSource(seed: 2)
    let sample = (0..<count).map { _ in draw(&random) }
    let mean = sample.reduce(0, +) / Double(count)
    return (mean, sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count))
  }
}
