import Foundation
import Testing

import Commands

struct ReportAxisTests {
  @Test func `ticks are round and reach around the values`() {
    #expect(AxisTicks.numbers(from: 0, to: 930, count: 4).labels == ["0", "250", "500", "750", "1,000"])
    #expect(AxisTicks.numbers(from: 0, to: 1, count: 4).labels == ["0", "0.25", "0.5", "0.75", "1"])
    #expect(AxisTicks.numbers(from: 0, to: 13, count: 4).labels == ["0", "5", "10", "15"])
    #expect(AxisTicks.numbers(from: -0.3, to: 0.25, count: 4).labels == ["−0.4", "−0.2", "0", "0.2", "0.4"])
    #expect(AxisTicks.numbers(from: 0, to: 38_000, count: 4).labels == ["0", "10k", "20k", "30k", "40k"])
    #expect(AxisTicks.numbers(from: 0, to: 6_135_515, count: 4).labels == ["0", "2M", "4M", "6M", "8M"])
  }

  @Test func `a range without a width or without sense still has ticks`() {
    let ranges: [(Double, Double)] = [
      (0, 0), (5, 5), (-3, -3), (.nan, 1), (-.infinity, .infinity), (3, 1), (1e308, 1.1e308), (-1e308, 1e308),
      (0, 1e-306), (1, 1.000_000_000_000_001), (0, .leastNonzeroMagnitude), (1e15, 1_000_000_000_000_008),
    ]
    for (low, high) in ranges {
      let ticks = AxisTicks.numbers(from: low, to: high, count: 4)
      #expect(ticks.values.count >= 2 && ticks.values.count < 20)
      #expect(ticks.values.allSatisfy { $0.isFinite })
      #expect((ticks.values.last ?? 0) > (ticks.values.first ?? 0))
    }
  }

  @Test func `any range is covered by few ticks with labels of their own`() {
    var noise = SeededNoise(state: 3)
    for _ in 0..<5_000 {
      let low = noise.next() * pow(10, noise.next() * 4)
      let high = low + abs(noise.next()) * pow(10, noise.next() * 4) + 1e-4
      let ticks = AxisTicks.numbers(from: low, to: high, count: 4)
      #expect(ticks.values.count <= 8)
      #expect((ticks.values.first ?? .infinity) <= low + 1e-6 * (high - low))
      #expect((ticks.values.last ?? -.infinity) >= high - 1e-6 * (high - low))
      #expect(Set(ticks.labels).count == ticks.labels.count, "\(low) \(high) \(ticks.labels)")
    }
  }

  @Test func `times have round steps and their unit`() {
    #expect(AxisTicks.times(from: 0, to: 86_400, count: 9).labels.prefix(3) == ["0", "3 h", "6 h"])
    #expect(AxisTicks.times(from: 0, to: 86_400, count: 9).labels.last == "24 h")
    #expect(AxisTicks.times(from: 0, to: 8 * 86_400, count: 9).labels.last == "8 d")
    #expect(AxisTicks.times(from: 0, to: 600, count: 5).labels == ["0", "2 min", "4 min", "6 min", "8 min", "10 min"])
    #expect(AxisTicks.times(from: 100, to: 400, count: 3).labels == ["2 min", "4 min", "6 min"])
    #expect(AxisTicks.times(from: -60, to: 60, count: 4).labels == ["−60 s", "−30 s", "0", "30 s", "60 s"])
    #expect(AxisTicks.times(from: 0, to: 400 * 86_400, count: 9).labels.last == "400 d")
    #expect(AxisTicks.times(from: 5, to: 5, count: 9).values == [5])
  }

  @Test func `numbers for sentences are short`() {
    #expect(AxisTicks.readable(1234.56) == "1,235")
    #expect(AxisTicks.readable(-12.34) == "−12.3")
    #expect(AxisTicks.readable(0.1234) == "0.123")
    #expect(AxisTicks.readable(0) == "0")
    #expect(AxisTicks.fixed(-0.04, 1) == "0" && AxisTicks.fixed(2.50, 2) == "2.5" && AxisTicks.fixed(100, 0) == "100")
  }
}
