import Detection
import Tensors
import Testing

struct DriftDetectorTests {
  private func run(_ rows: Int, from shiftRow: Int, by shift: Double, seed: UInt64) -> (found: Int?, since: Int?) {
    var random = RandomSource(seed: seed)
    var detector = DriftDetector()
    for row in 0..<rows {
      if let since = detector.update(random.normal() + (row >= shiftRow ? shift : 0)) { return (row, since) }
    }
    return (nil, nil)
  }

  @Test func `a rise is found soon, and since when`() throws {
    for seed in 0..<20 as Range<UInt64> {
      for (shift, rows) in [(1.0, 250), (3.0, 40)] {
        let (found, since) = run(6_000, from: 3_000, by: shift, seed: seed)
        let row = try #require(found)
        #expect((3_000..<3_000 + rows).contains(row))
        #expect(abs(try #require(since) - 3_000) < 40)
      }
    }
  }

  @Test func `stationary noise raises no alarm in 100 streams of 10 000 rows`() {
    #expect((0..<100).allSatisfy { run(10_000, from: .max, by: 0, seed: 100 + $0).found == nil })
  }

  @Test func `one outlier and a missing score are no drift`() {
    var random = RandomSource(seed: 1)
    var detector = DriftDetector()
    for row in 0..<3_000 {
      #expect(detector.update(row == 2_000 ? 1e9 : row % 50 == 0 ? .nan : random.normal()) == nil)
    }
  }
}
