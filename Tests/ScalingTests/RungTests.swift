import Scaling
import Testing

struct RungTests {
  private let nimble = Rung.all[0]
  private let steady = Rung.all[6]

  @Test func `every level and headroom has every form, and the HPA is the last`() {
    #expect(Rung.all.count == Rung.bases.count * Rung.forms.count + 1)
    #expect(Rung.all.count == 131)
    #expect(Rung.all.count { $0.isHPA } == 1 && Rung.all[Rung.hpa].isHPA)
    #expect(Set(Rung.all.map { "\($0)" }).count == Rung.all.count)
    #expect(Rung.all.allSatisfy { $0.isHPA || LoadQuantiles.levels.contains($0.level) })
    #expect(Rung.holds.max() == Rung.longestHold && Rung.holds == Rung.holds.sorted())
  }

  @Test(
    arguments: [
      // Up: at once, and a tenth more than needed.
      (10, 10, 10), (10.2, 10, 12), (10.9, 10, 12), (11.1, 10, 13),
      // Down: from a fifth too many, and not below a tenth more than needed.
      (9.5, 10, 10), (8.1, 10, 10), (8, 10, 9), (7.2, 10, 8), (4, 10, 5),
      // A few replicas: one too many is the least, and what would be asked for again is not given back.
      (2.2, 4, 3), (2.8, 4, 4), (1.8, 3, 2), (2, 3, 3), (1, 2, 2), (0.8, 2, 1),
      // The limits.
      (39, 30, 40), (75, 30, 40), (.infinity, 10, 40), (0, 10, 1), (.nan, 10, 1),
    ] as [(Float, Int, Int)])
  func `a dead band keeps the number and an overshoot rounds it up`(target: Float, current: Int, expected: Int) {
    #expect(steady.deadBand == 0.2 && steady.overshoot == 0.1)
    #expect(
      steady.replicas(serving: target, current: current, limits: ReplicaLimits(minimum: 1, maximum: 40)) == expected)
  }

  @Test(arguments: [(8, 8), (8.1, 9), (8.000_001, 8), (0, 2), (50, 40), (.nan, 2)] as [(Float, Int)])
  func `without a dead band the target is rounded up, whatever runs`(target: Float, expected: Int) {
    #expect(nimble.deadBand == 0)
    for current in [0, 2, 9, 40] {
      #expect(
        nimble.replicas(serving: target, current: current, limits: ReplicaLimits(minimum: 2, maximum: 40)) == expected)
    }
  }

  @Test func `no rung asks for less than the target needs`() {
    let limits = ReplicaLimits(minimum: 1, maximum: 60)
    for rung in Rung.all where !rung.isHPA {
      for current in 0...60 {
        for target in stride(from: Float(0.25), to: 60, by: 3.75) {
          let replicas = rung.replicas(serving: target, current: current, limits: limits)
          if replicas < plainDemand(Double(target), limits) || replicas > 60 {
            Issue.record("\(rung) on \(current) replicas: \(replicas) for \(target)")
            return
          }
        }
      }
    }
  }
}
