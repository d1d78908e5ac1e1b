import Foundation
import Learning
import Tensors
import Testing

struct LSTMTrainingTests {
  private static let inputs = Tensor(normalValues(400 * 3, seed: 1), shape: [400, 3])
  /// What was read two rows before.
  private static let targets = Tensor(
    (0..<400 * 2).map { $0 / 2 < 2 ? 0 : inputs.values[($0 / 2 - 2) * 3 + $0 % 2] }, shape: [400, 2])

  private func training(
    layers: Int = 2, hidden: Int = 18, seed: UInt64 = 4, change: (inout LSTMTrainingConfiguration) -> Void = { _ in }
  ) throws -> LSTMTraining {
    var configuration = LSTMTrainingConfiguration()
    (configuration.steps, configuration.batch, configuration.window, configuration.warmUp) = (12, 37, 10, 2)
    (configuration.validationInterval, configuration.learningRate, configuration.threads) = (4, 0.02, 1)
    configuration.seed = seed
    change(&configuration)
    return try LSTMTraining(
      LSTMNetwork(LSTMConfiguration(inputs: 3, hidden: hidden, layers: layers, outputs: 2, seed: 1)),
      inputs: Self.inputs, targets: Self.targets, blocks: [0..<300], validationBlocks: [300..<400],
      configuration: configuration)
  }

  private func finished(_ training: LSTMTraining) throws -> (LSTMNetwork, LSTMTrainingReport) {
    while try training.step() != nil {}
    try training.finish()
    return (training.network, training.report)
  }

  @Test(arguments: [2, 3, 5]) func `any number of threads gives the same bits`(threads: Int) throws {
    let (network, report) = try finished(training())
    let (other, otherReport) = try finished(training { $0.threads = threads })
    #expect(network == other)
    #expect(report == otherReport)
  }

  @Test(arguments: [false, true]) func `a training that goes on from a checkpoint ends with the same bits`(
    carriesState: Bool
  ) throws {
    let (whole, wholeReport) = try finished(training { $0.carriesState = carriesState })
    let first = try training { $0.carriesState = carriesState }
    for _ in 0..<7 { _ = try first.step() }
    let file = try SafetensorsFile(decoding: first.checkpoint.encoded(), name: "checkpoint")
    let second = try training {
      $0.carriesState = carriesState
      $0.threads = 2
    }
    _ = try second.step()
    try second.resume(from: file)
    let (network, report) = try finished(second)
    #expect(network == whole)
    #expect(report == wholeReport)
  }

  @Test func `a checkpoint of another training is refused and changes nothing`() throws {
    let checkpoint = try training().checkpoint
    for other in [
      try training(layers: 1), try training(hidden: 19), try training(seed: 5), try training { $0.batch = 36 },
      try training { $0.carriesState = true },
    ] {
      let network = other.network
      #expect(throws: RecurrentError.self) { try other.resume(from: checkpoint) }
      #expect(other.network == network)
      #expect(other.report.losses.isEmpty)
    }
  }

  @Test(arguments: [false, true])
  func `thousands of damaged checkpoints are read or refused, and never trap`(carriesState: Bool) throws {
    let source = try training(layers: 1, hidden: 3) { $0.carriesState = carriesState }
    _ = try source.step()
    let bytes = source.checkpoint.encoded()
    let target = try training(layers: 1, hidden: 3) { $0.carriesState = carriesState }
    var random = RandomSource(seed: 8)
    var refused = 0
    for _ in 0..<3_000 {
      var damaged = bytes
      for _ in 0...random.integer(below: 3) {
        // Most of the damage goes to the header, where it is understood.
        let reach = random.integer(below: 4) == 0 ? damaged.count : min(damaged.count, 4_000)
        damaged[random.integer(below: reach)] = UInt8(truncatingIfNeeded: random.next())
      }
      if random.integer(below: 8) == 0 { damaged = damaged.prefix(random.integer(below: damaged.count)) }
      do {
        try target.resume(from: SafetensorsFile(decoding: damaged, name: "damaged"))
        _ = try target.step()
      } catch {
        refused += 1
        #expect("\(error)".count > 20 && !"\(error)".contains("\n"))
      }
    }
    #expect(refused > 1_000)
  }

  @Test func `long series are learned window after window, from the states that the last left`() throws {
    // The target is the sign of the first input of the series so far: beyond any one window.
    let count = 512
    var inputs = Tensor(zeros: [count, 1])
    var targets = inputs
    var sign: Float = 1
    var random = RandomSource(seed: 3)
    for row in 0..<count {
      if row % 32 == 0 {
        sign = random.next() % 2 == 0 ? 1 : -1
        inputs.values[row] = sign
      }
      targets.values[row] = sign
    }
    func loss(carriesState: Bool) throws -> Double {
      var configuration = LSTMTrainingConfiguration()
      (configuration.steps, configuration.batch, configuration.window, configuration.warmUp) = (1_500, 4, 8, 0)
      (configuration.learningRate, configuration.carriesState) = (0.02, carriesState)
      let training = try LSTMTraining(
        LSTMNetwork(LSTMConfiguration(inputs: 1, hidden: 8, outputs: 1, seed: 2)), inputs: inputs, targets: targets,
        blocks: [0..<count], configuration: configuration)
      var losses: [Double] = []
      while let progress = try training.step() { losses.append(progress.loss) }
      return losses.suffix(64).reduce(0, +) / 64
    }
    let (carried, drawn) = (try loss(carriesState: true), try loss(carriesState: false))
    #expect(carried < 0.5 * drawn, "\(carried) against \(drawn)")
  }

  @Test func `a training ends when the validation loss has not fallen for long enough`() throws {
    let training = try training {
      ($0.steps, $0.validationInterval, $0.patience, $0.learningRate) = (5_000, 1, 3, 0.2)
    }
    let (_, report) = try finished(training)
    #expect(report.losses.count < 5_000)
    let best = try #require(report.validations.firstIndex { $0.step == report.keptStep })
    #expect(report.validations.count - 1 - best == 3)
    #expect(report.validations[best].loss == report.bestValidationLoss)
    #expect(try training.step() == nil)
  }
}
