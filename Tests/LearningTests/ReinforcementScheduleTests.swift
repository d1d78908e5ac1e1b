import Foundation
import Learning
import Testing

@Suite struct ReinforcementScheduleTests {
  @Test func `a linear schedule falls in equal parts and then stays`() throws {
    let schedule = try ExplorationSchedule(start: 1, end: 0.2, decay: .linear(steps: 8)).validated()
    #expect(schedule.probability(at: 0) == 1)
    #expect(abs(schedule.probability(at: 2) - 0.8) < 1e-15)
    #expect(schedule.probability(at: 8) == 0.2)
    #expect(schedule.probability(at: .max) == 0.2)
  }

  @Test func `an exponential schedule halves what is left`() throws {
    let schedule = try ExplorationSchedule(start: 0.9, end: 0.1, decay: .exponential(factor: 0.5)).validated()
    #expect(schedule.probability(at: 0) == 0.9)
    #expect(abs(schedule.probability(at: 1) - 0.5) < 1e-15)
    #expect(abs(schedule.probability(at: 3) - 0.2) < 1e-15)
    #expect(schedule.probability(at: .max) == 0.1)
    let slow = ExplorationSchedule(start: 1, end: 0, decay: .exponential(factor: 0.999))
    for step in [1, 7, 100, 1000, 4321] {
      #expect(abs(slow.probability(at: step) / pow(0.999, Double(step)) - 1) < 1e-12)
    }
  }

  @Test(arguments: [
    ExplorationSchedule(start: 1, end: 0.05, decay: .linear(steps: 77)),
    ExplorationSchedule(start: 0.8, end: 0, decay: .exponential(factor: 0.97)), .constant(0.3),
  ])
  func `no schedule ever rises or leaves its limits`(schedule: ExplorationSchedule) throws {
    let values = (0..<300).map { try? schedule.validated().probability(at: $0) }.map { $0 ?? .nan }
    #expect(values.first == schedule.start)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(values.allSatisfy { $0 >= schedule.end && $0 <= schedule.start })
    #expect(try JSONDecoder().decode(ExplorationSchedule.self, from: JSONEncoder().encode(schedule)) == schedule)
  }

  @Test(arguments: [
    ExplorationSchedule(start: 1.1, end: 0, decay: .linear(steps: 1)),
    ExplorationSchedule(start: -0.1, end: -0.2, decay: .linear(steps: 1)),
    ExplorationSchedule(start: 0.5, end: 0.6, decay: .linear(steps: 1)),
    ExplorationSchedule(start: .nan, end: 0, decay: .linear(steps: 1)),
    ExplorationSchedule(start: 1, end: .nan, decay: .linear(steps: 1)),
    ExplorationSchedule(start: 1, end: 0, decay: .linear(steps: 0)),
    ExplorationSchedule(start: 1, end: 0, decay: .exponential(factor: 1)),
    ExplorationSchedule(start: 1, end: 0, decay: .exponential(factor: -0.5)),
  ])
  func `a schedule out of range is refused with a sentence`(schedule: ExplorationSchedule) {
    let error = #expect(throws: ReinforcementError.self) { try schedule.validated() }
    #expect(error?.description.contains("'exploration.") == true)
  }
}
