import Detection
import Tensors
import Testing

struct SeriesChangeTests {
  private func noise(_ rows: Int, seed: UInt64 = 1, _ shape: (Int, Double) -> Double = { $1 }) -> [Double] {
    var random = RandomSource(seed: seed)
    return (0..<rows).map { shape($0, random.normal()) }
  }

  @Test func `the distance is that of distributions worked out by hand`() throws {
    // Before: 0 and 2 in turn, middle 2, mean deviation 1. The window lies 3 above: the area between the steps is 3.
    let values = (0..<200).map { $0 % 2 == 0 ? 0.0 : 2 } + [3, 5, 3, 5]
    let change = try #require(SeriesChange(values, in: 200..<204))
    #expect(abs(change.distance - 3) < 1e-12)
    #expect(change.median == 5 && change.medianBefore == 2)
    // Alternating rows are never further apart than nothing: the usual distance is its floor.
    #expect(change.usual == 0.5 && abs(change.strength - 6) < 1e-12)
  }

  @Test func `level, spread and shape are changes, noise and rhythm are none`() throws {
    func strength(_ shape: (Int, Double) -> Double) throws -> Double {
      try #require(SeriesChange(noise(3_000, shape), in: 2_900..<2_960)).strength
    }
    #expect(try strength { $1 } < 1)
    #expect(try strength { $0 >= 2_900 ? $1 + 3 : $1 } > 4)
    #expect(try strength { $0 >= 2_900 ? 6 * $1 : $1 } > 4)
    #expect(try strength { $0 >= 2_900 ? ($1 > 0 ? 3 : -3) : $1 } > 2)
    let saw = { (row: Int, noise: Double) in Double(row % 300) / 10 + noise }
    #expect(try strength(saw) < 1.2)
    #expect(try strength { saw($0, $1) + ($0 >= 2_900 ? 60 : 0) } > 2)
  }

  @Test func `what comes after the window is not read`() {
    let values = noise(2_000)
    let window = 1_200..<1_260
    #expect(SeriesChange(values, in: window) == SeriesChange(values.prefix(1_260) + [.nan, 1e9], in: window))
  }

  @Test func `short, constant and missing series have an answer or none, never a trap`() throws {
    #expect(SeriesChange([1, 2, 3], in: 0..<3) == nil)
    #expect(SeriesChange([1, 2, 3, 4], in: 3..<4) == nil)
    #expect(SeriesChange([Double](repeating: .nan, count: 500), in: 400..<460) == nil)
    let short = try #require(SeriesChange([1, 2, 3, 9, 9], in: 3..<5))
    #expect(short.usual == nil && short.strength == short.distance)
    let still = try #require(SeriesChange([Double](repeating: 7, count: 500), in: 400..<460))
    #expect(still.distance == 0 && still.strength == 0)
    let woken = try #require(SeriesChange([Double](repeating: 0, count: 400) + [1, 1, 1], in: 400..<403))
    #expect(woken.distance == 1e6)
  }
}
