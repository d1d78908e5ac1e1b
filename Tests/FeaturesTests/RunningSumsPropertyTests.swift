import Features
import Foundation
import Testing

struct RunningSumsPropertyTests {
  private func plain(_ values: ArraySlice<Float>) -> (mean: Double?, deviation: Double?) {
    let known = values.filter { !$0.isNaN }.map { Double($0) }
    guard !known.isEmpty else { return (nil, nil) }
    let mean = known.reduce(0, +) / Double(known.count)
    let variance = known.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(known.count)
    return (mean, known.count < 2 ? nil : variance.squareRoot())
  }

  @Test(arguments: [5, 12, 97], [0, 0.2, 0.8])
  func `mean and deviation are those of brute force in every window`(longest: Int, missing: Double) {
    var random = SeededNumbers(seed: UInt64(longest))
    var sums = RunningSums(longestWindow: longest)
    var values: [Float] = []
    #expect(sums.mean(over: longest).isNaN && sums.standardDeviation(over: 1).isNaN)
    for step in 0..<400 {
      values.append(random.uniform() < missing ? .nan : Float(100 + 20 * random.uniform()))
      sums.append(values[step])
      for length in Set([1, 2, longest / 2, longest - 1, longest]) {
        let expected = plain(values[max(0, step - length + 1)...step])
        let mean = sums.mean(over: length)
        let deviation = sums.standardDeviation(over: length)
        #expect(expected.mean.map { abs(Double(mean) - $0) < 1e-4 } ?? mean.isNaN, "\(length) at \(step)")
        #expect(
          expected.deviation.map { abs(Double(deviation) - $0) < 1e-3 } ?? deviation.isNaN, "\(length) at \(step)")
      }
    }
  }

  @Test func `an absurd value does no harm once it has been gone for two windows`() {
    var sums = RunningSums(longestWindow: 50)
    sums.append(3e30)
    for step in 0..<120 { sums.append(Float(step % 2)) }
    #expect(sums.mean(over: 50) == 0.5)
    #expect(sums.standardDeviation(over: 50) == 0.5)
  }
}
