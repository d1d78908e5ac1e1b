import Detection
import Tensors
import Testing

struct DriftDetectorTests {
  private func run(_ rows: Int, usual: Double = 1.645, _ score: (Int, inout RandomSource) -> Double) -> (
    found: Int?, since: Int?
  ) {
    var random = RandomSource(seed: 3)
    var detector = DriftDetector(usual: usual)
    for row in 0..<rows {
      detector.update(score(row, &random))
      if let since = detector.driftingSince { return (row, since) }
    }
    return (nil, nil)
  }

  @Test func `a rise is found within some 2000 rows, and since when`() throws {
    for (shift, latest) in [(2.5, 4_700), (5.0, 4_020)] {
      let (found, since) = run(9_000) { row, random in random.normal() + (row >= 3_000 ? shift : 0) }
      #expect((4_000..<latest).contains(try #require(found)), "\(shift)")
      #expect(abs(try #require(since) - 3_000) < 20)
    }
  }

  @Test func `noise, a small rise, an incident of hours and missing scores are no drift`() {
    #expect(run(100_000) { $1.normal() }.found == nil)
    #expect(run(100_000) { $0 > 3_000 ? $1.normal() + 1 : $1.normal() }.found == nil)
    #expect(run(20_000) { (3_000..<3_900).contains($0) ? 1e9 : $1.normal() }.found == nil)
    #expect(run(20_000) { $0 % 2 == 0 ? .nan : $1.normal() }.found == nil)
  }

  @Test func `it stays until it is reset`() {
    var detector = DriftDetector(usual: 0)
    for _ in 0..<2_000 { detector.update(1) }
    for _ in 0..<9_000 { detector.update(-1) }
    #expect(detector.driftingSince == 0)
    detector.reset()
    #expect(detector == DriftDetector(usual: 0))
  }
}
