import Learning
import Tensors
import Testing

struct LSTMLanesTests {
  private typealias Mask = SIMDMask<SIMD16<Int32>>

  @Test(arguments: [(1, 1), (4, 10), (2, 12), (13, 1)])
  func `each lane has the state of a series that is read alone, and stands still without a step`(
    inputs: Int, hidden: Int
  ) {
    let network = LSTMNetwork(LSTMConfiguration(inputs: inputs, hidden: hidden, outputs: 1, seed: 3))
    var random = RandomSource(seed: 4)
    var lanes = LSTMLanes(size: hidden)
    var alone = (0..<LSTMLanes.count).map { _ in network.makeState() }
    var output: [Float] = [0]
    var largest: Float = 0
    for step in 0..<200 {
      var input = [SIMD16<Float>](repeating: .zero, count: inputs)
      var isRead = Mask(repeating: true)
      for lane in 0..<LSTMLanes.count {
        // Every lane has gaps of its own, the last but one never a step.
        isRead[lane] = lane != 14 && (step + lane) % 7 != 0
        let x = (0..<inputs).map { _ in Float(2 * random.normal()) }
        for index in 0..<inputs { input[index][lane] = isRead[lane] ? x[index] : .nan }
        guard isRead[lane] else { continue }
        var span = output.mutableSpan
        network.step(x.span, state: &alone[lane], into: &span)
      }
      network.step(input.span, lanes: &lanes, where: isRead)
    }
    for lane in 0..<LSTMLanes.count {
      largest = max(largest, largestDifference(lanes[lane].hidden, alone[lane].hidden))
      largest = max(largest, largestDifference(lanes[lane].cell, alone[lane].cell))
      for cell in 0..<hidden { #expect(lanes.hidden(cell)[lane] == lanes[lane].hidden[cell]) }
    }
    #expect(largest < 2e-6)
    #expect(lanes[14] == network.makeState() && lanes[0] != lanes[1])
  }

  @Test func `a state that is put into a lane is the one that comes out, and moves no other`() {
    let network = LSTMNetwork(LSTMConfiguration(inputs: 1, hidden: 3, outputs: 1, seed: 1))
    var state = network.makeState()
    var output: [Float] = [0]
    for value in [1, -2, 0.5] as [Float] {
      let input = [value]
      var span = output.mutableSpan
      network.step(input.span, state: &state, into: &span)
    }
    var lanes = LSTMLanes(size: 3)
    lanes[9] = state
    #expect(lanes[9] == state && lanes[8] == network.makeState() && lanes[10] == network.makeState())
  }
}
