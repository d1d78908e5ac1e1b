import Features
import Testing

struct BurstTrackerTests {
  /// Feeds loads against an hour's mean of 1, so a burst begins above 2 and ends below 1.45.
  private func run(_ loads: [Float], hour: Int = 5) -> [SIMD4<Float>] {
    var tracker = BurstTracker(stepsPerHour: hour)
    return loads.map { load in
      tracker.append(load, hourMean: 1)
      return tracker.steps
    }
  }

  /// NaN as -1, to compare.
  private func lane(_ index: Int, of steps: [SIMD4<Float>]) -> [Float] {
    steps.map { $0[index].isNaN ? -1 : $0[index] }
  }

  @Test func `onsets, ages and gaps of a hand-made series`() {
    //           quiet | burst  | between the bounds, still on | off | second burst
    let steps = run([1, 2, 2.1, 3, 1.5, 1.4, 1, 2.5, 1.44])
    #expect(lane(0, of: steps) == [-1, -1, 0, 1, 2, 3, 4, 0, 1])
    #expect(lane(1, of: steps) == [-1, -1, -1, -1, -1, -1, -1, 5, 6])
    #expect(lane(2, of: steps) == [0, 0, 1, 2, 3, 0, 0, 1, 0])
    #expect(lane(3, of: steps) == [-1, -1, -1, -1, -1, -1, -1, 5, 5])
  }

  @Test func `a burst ends an hour after it last exceeded the upper bound`() {
    let steps = run([3, 1.8, 1.8, 1.8, 1.8, 1.8, 1.8])
    #expect(lane(2, of: steps) == [1, 2, 3, 4, 5, 0, 0])
    let longer = run([3, 1.8, 3, 1.8, 1.8, 1.8, 1.8, 1.8])
    #expect(lane(2, of: longer) == [1, 2, 3, 4, 5, 6, 7, 0])
  }

  @Test func `a burst does not outlast a gap of an hour`() {
    let steps = run([3, .nan, .nan, 3, .nan, .nan, .nan, .nan, .nan, 3])
    #expect(lane(2, of: steps) == [1, 2, 3, 4, 5, 6, 7, 8, 0, 1])
    #expect(lane(3, of: steps)[9] == 9)
  }
}
