import Simulation
import Testing

struct FaultTests {
  private func schedule(_ days: Double, _ perDay: Double = 2, seed: UInt64) -> [Fault] {
    Fault.schedule(days: days, perDay: perDay, tickSeconds: 15, seed: seed)
  }

  @Test func `faults begin after the first day and leave three hours between them`() {
    for seed in UInt64(0)..<100 {
      let faults = schedule(30, seed: seed)
      for (index, fault) in faults.enumerated() {
        let before = index == 0 ? 5_760 : faults[index - 1].ticks.upperBound
        #expect(fault.ticks.lowerBound >= before + 719)
        #expect(fault.ticks.count >= 59 && fault.ticks.count <= (fault.kind == .memoryLeak ? 481 : 241))
        #expect(fault.ticks.lowerBound < 30 * 5_760)
      }
    }
  }

  @Test(arguments: [0.5, 2, 4])
  func `there are as many a day as said and all kinds alike`(perDay: Double) {
    var counts: [Fault.Kind: Int] = [:]
    for seed in UInt64(0)..<50 {
      for fault in schedule(101, perDay, seed: seed) { counts[fault.kind, default: 0] += 1 }
    }
    let total = Double(counts.values.reduce(0, +))
    #expect(abs(total / 5_000 / perDay - 1) < 0.06)
    for kind in Fault.Kind.allCases { #expect(abs(Double(counts[kind] ?? 0) / total - 0.25) < 0.03) }
    #expect(schedule(101, 0, seed: 1).isEmpty)
  }

  @Test func `a longer schedule begins with a shorter one`() {
    for seed in UInt64(0)..<200 {
      let long = schedule(6, seed: seed)
      #expect(Array(long.filter { $0.ticks.lowerBound < 3 * 5_760 }) == schedule(3, seed: seed))
    }
  }
}
