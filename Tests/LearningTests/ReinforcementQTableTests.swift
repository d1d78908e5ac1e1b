import Foundation
import Learning
import Testing

@Suite struct ReinforcementQTableTests {
  @Test func `a value moves part of the way toward its target`() {
    var table = QTable(states: 2, actions: 3, initialValue: 1)
    table.move(1, 2, toward: 5, learningRate: 0.25)
    #expect(table[1, 2] == 2)
    #expect(table[0, 2] == 1)
    #expect(table[1, 1] == 1)
    table.move(1, 2, toward: 0.1, learningRate: 1)
    #expect(table[1, 2] == 0.1)
  }

  @Test func `the greedy action is the best and of equals the first`() {
    var table = QTable(states: 2, actions: 4)
    #expect(table.greedyAction(in: 0) == 0)
    table[0, 3] = 1
    table[0, 1] = 1
    #expect(table.greedyAction(in: 0) == 1)
    #expect(table.greatestValue(in: 0) == 1)
    table[0, 2] = 2
    #expect(table.greedyAction(in: 0) == 2)
    #expect(table.greedyAction(in: 1) == 0)
    #expect(QTable(states: 1, actions: 1).greedyAction(in: 0) == 0)
  }

  @Test func `saving and loading keeps every bit`() throws {
    var table = QTable(states: 2, actions: 2)
    table[0, 0] = 0.1
    table[0, 1] = -1.0 / 3
    table[1, 0] = .leastNonzeroMagnitude
    table[1, 1] = -.greatestFiniteMagnitude
    #expect(try JSONDecoder().decode(QTable.self, from: JSONEncoder().encode(table)) == table)
  }

  @Test func `what would poison a table is a mistake of the program`() async {
    await #expect(processExitsWith: .failure) {
      var table = QTable(states: 1, actions: 1)
      table.move(0, 0, toward: .nan, learningRate: 0.5)
    }
    await #expect(processExitsWith: .failure) { _ = QTable(states: 1, actions: 2)[0, 2] }
  }
}
