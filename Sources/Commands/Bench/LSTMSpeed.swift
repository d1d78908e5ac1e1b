import Learning
import Tensors

/// How fast a network reads: step by step with its state carried on, and whole sequences side by side.
struct LSTMSpeed {
  /// One step a call, batch 1.
  let step: LatencySummary
  let stepCalls: Int
  /// All sequences a call, each from a zero state.
  let sequence: LatencySummary
  let sequenceCalls: Int
  /// Between the first sequence's outputs step by step and in one call, relative above 1; NaN where one is.
  let disagreement: Float
  /// What the network says of the sequences, `[T, B, O]`.
  let outputs: Tensor

  /// - Parameters:
  ///   - inputs: The sequences, `[T, B, D]`; the single steps are those of the first, in turn.
  ///   - calls: Steps to time at most, and twenty seconds long; sequences are timed for two seconds, 30 at least.
  init(_ network: LSTMNetwork, _ inputs: Tensor, calls: Int) {
    var reader = LSTMReader(network, inputs)
    _ = Self.time(1...calls, seconds: 0.2) { reader.readStep() }
    let steps = Self.time(1...calls, seconds: 20) { reader.readStep() }
    (step, stepCalls) = (steps.summary, steps.count)
    _ = Self.time(3...calls + 3, seconds: 0.2) { reader.readSequences() }
    let sequences = Self.time(min(30, calls)...calls, seconds: 2) { reader.readSequences() }
    (sequence, sequenceCalls) = (sequences.summary, sequences.count)
    disagreement = reader.disagreement()
    outputs = reader.outputs()
  }

  /// Times calls until there are enough of them, or long enough.
  private static func time(_ calls: ClosedRange<Int>, seconds: Double, _ call: () -> Void) -> LatencyTally {
    var tally = LatencyTally(capacity: calls.upperBound)
    let end = ContinuousClock.now + .seconds(seconds)
    while tally.count < calls.upperBound {
      let start = ContinuousClock.now
      call()
      let now = ContinuousClock.now
      tally.record(now - start)
      if now > end, tally.count >= calls.lowerBound { break }
    }
    return tally
  }
}
