import Testing

import Commands

struct ReportDownsamplingTests {
  private func flat(_ runs: [[Downsampling.Point]]) -> [Downsampling.Point] { runs.flatMap { $0 } }

  @Test func `a short series stays as it is`() {
    let values = [3.0, 1, 2]
    #expect(flat(Downsampling.runs(values)).map(\.value) == values)
    #expect(flat(Downsampling.runs(values)).map(\.index) == [0, 1, 2])
  }

  @Test func `extremes survive at their place, in order, in few points`() {
    for seed in 1...20 {
      var noise = SeededNoise(state: UInt64(seed))
      var values = (0..<(5_000 + seed * 1_237)).map { _ in noise.next() }
      values[seed * 200] = 1000
      values[seed * 211] = -1000
      let points = flat(Downsampling.runs(values, limit: 1000))
      #expect(points.count <= 1000)
      #expect(points.contains { $0.index == seed * 200 && $0.value == 1000 })
      #expect(points.contains { $0.index == seed * 211 && $0.value == -1000 })
      #expect(zip(points, points.dropFirst()).allSatisfy { $0.index < $1.index })
      #expect(points.allSatisfy { values[$0.index] == $0.value })
    }
  }

  @Test func `gaps and infinite values end a run`() {
    let runs = Downsampling.runs([1, 2, .nan, 3, .infinity, .nan, 4, 5])
    #expect(runs.map { $0.map(\.value) } == [[1, 2], [3], [4, 5]])
    var long = [Double](repeating: 1, count: 10_000)
    for index in 4_000..<5_000 { long[index] = .nan }
    #expect(Downsampling.runs(long).count == 2)
    #expect(Downsampling.runs([]).isEmpty)
    #expect(Downsampling.runs([Double](repeating: .nan, count: 5_000)).isEmpty)
  }

  @Test func `steps keep every change and the end`() {
    let runs = Downsampling.steps([2, 2, 2, 3, 3, .nan, 3, 3, 1])
    #expect(runs.map { $0.map(\.index) } == [[0, 3, 4], [6, 8]])
    var noise = SeededNoise(state: 5)
    let restless = (0..<50_000).map { _ in (noise.next() * 3).rounded() }
    #expect(flat(Downsampling.steps(restless)).count <= 1000)
  }

  @Test func `a band keeps its widest places`() {
    var lower = [Double](repeating: 0, count: 30_000)
    var upper = [Double](repeating: 1, count: 30_000)
    lower[12_345] = -7
    upper[23_456] = 9
    let places = Downsampling.band(lower: lower, upper: upper, limit: 1000).flatMap { $0 }
    #expect(places.count == 1000)
    #expect(places.map(\.low).min() == -7 && places.map(\.high).max() == 9)
    upper[3] = .nan
    #expect(Downsampling.band(lower: Array(lower[..<6]), upper: Array(upper[..<6])).map(\.count) == [3, 2])
    #expect(Downsampling.band(lower: [], upper: [1]).isEmpty)
  }
}
