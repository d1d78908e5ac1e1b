import Foundation
import Learning
import Tensors
import Testing

struct LSTMTrainerTests {
  /// A sine of 25 rows a turn with a second, slower one on it, and its values `horizon` rows later.
  private func sines(_ count: Int, horizon: Int) -> (inputs: Tensor, targets: Tensor) {
    let values = (0..<count + horizon).map { row in
      Float(sin(2 * Double.pi * Double(row) / 25) + 0.5 * sin(2 * Double.pi * Double(row) / 60))
    }
    return (
      Tensor(Array(values[..<count]), shape: [count, 1]), Tensor(Array(values[horizon...]), shape: [count, 1])
    )
  }

  private func quick(steps: Int) -> LSTMTrainingConfiguration {
    var configuration = LSTMTrainingConfiguration()
    configuration.steps = steps
    configuration.batch = 16
    configuration.window = 40
    configuration.learningRate = 0.02
    configuration.seed = 3
    return configuration
  }

  private func small(_ inputs: Int = 1, _ hidden: Int = 12, _ outputs: Int = 1) -> LSTMNetwork {
    LSTMNetwork(LSTMConfiguration(inputs: inputs, hidden: hidden, outputs: outputs, seed: 2))
  }

  @Test func `one sample is learned by heart`() throws {
    var network = small(3, 16, 2)
    let inputs = Tensor(normalValues(8 * 3, seed: 1), shape: [8, 3])
    let targets = Tensor(normalValues(8 * 2, seed: 2), shape: [8, 2])
    var configuration = LSTMTrainingConfiguration()
    (configuration.steps, configuration.batch, configuration.window, configuration.warmUp) = (600, 1, 8, 0)
    configuration.learningRate = 0.02
    configuration.huberDelta = nil
    let report = try LSTMTrainer.train(
      &network, inputs: inputs, targets: targets, blocks: [0..<8], configuration: configuration)
    #expect(report.trainingWindows == 1)
    let (first, last) = try (#require(report.losses.first), #require(report.losses.last))
    #expect(first > 0.1)
    #expect(last < 1e-4)
    let outputs = network.outputs(of: Tensor(inputs.values, shape: [8, 1, 3]))
    #expect(largestDifference(outputs.values, targets.values) < 0.05)
  }

  @Test func `a sine is forecast far better than by persistence`() throws {
    let (inputs, targets) = sines(1200, horizon: 10)
    var network = small()
    let report = try LSTMTrainer.train(
      &network, inputs: inputs, targets: targets, blocks: [0..<900], validationBlocks: [900..<1200],
      configuration: quick(steps: 300))
    let persistence = (900..<1200).reduce(0.0) { sum, row in
      let residual = Double(inputs.values[row] - targets.values[row])
      return sum + 0.5 * residual * residual / 300
    }
    let best = try #require(report.bestValidationLoss)
    #expect(best < 0.05 * persistence, "\(best) against \(persistence)")
    #expect(report.validationWindows == 7)
    #expect(report.losses.count == 300)
  }

  @Test func `the same seed gives the same bits, another seed others`() throws {
    let (inputs, targets) = sines(300, horizon: 5)
    func trained(seed: UInt64) throws -> (LSTMNetwork, LSTMTrainingReport) {
      var network = small()
      var configuration = quick(steps: 20)
      configuration.seed = seed
      let report = try LSTMTrainer.train(
        &network, inputs: inputs, targets: targets, blocks: [0..<200], validationBlocks: [200..<300],
        configuration: configuration)
      return (network, report)
    }
    let (first, firstReport) = try trained(seed: 1)
    let (second, secondReport) = try trained(seed: 1)
    #expect(first == second)
    #expect(firstReport == secondReport)
    let (other, _) = try trained(seed: 2)
    #expect(other != first)
  }

  @Test func `the weights with the least validation loss are kept`() throws {
    // The validation rows contradict the training rows, so the network gets worse there the more it learns.
    let (inputs, forward) = sines(600, horizon: 0)
    let targets = Tensor(
      forward.values.enumerated().map { $0.offset < 400 ? $0.element : -$0.element }, shape: [600, 1])
    var network = small()
    var configuration = quick(steps: 60)
    configuration.validationInterval = 10
    let report = try LSTMTrainer.train(
      &network, inputs: inputs, targets: targets, blocks: [0..<400], validationBlocks: [400..<600],
      configuration: configuration)
    #expect(report.validations.map(\.step) == [0, 10, 20, 30, 40, 50, 60])
    let best = try #require(report.validations.min { $0.loss < $1.loss })
    #expect(report.keptStep == best.step)
    #expect(best.step < 60)
    let last = try #require(report.validations.last)
    #expect(last.loss > best.loss)

    // The network that came back measures what the report says: a training of one step looks at it first.
    var again = network
    configuration.steps = 1
    let second = try LSTMTrainer.train(
      &again, inputs: inputs, targets: targets, blocks: [0..<400], validationBlocks: [400..<600],
      configuration: configuration)
    #expect(second.validations.first?.loss == best.loss)
  }

  @Test func `without validation the last weights are kept`() throws {
    let (inputs, targets) = sines(200, horizon: 5)
    var network = small()
    let start = network
    let report = try LSTMTrainer.train(
      &network, inputs: inputs, targets: targets, blocks: [0..<200], configuration: quick(steps: 5))
    #expect(report.keptStep == 5)
    #expect(report.validations.isEmpty && report.bestValidationLoss == nil)
    #expect(network != start)
  }

  @Test func `rows with missing values are avoided`() throws {
    var (inputs, targets) = sines(400, horizon: 5)
    for row in stride(from: 50, to: 400, by: 100) { inputs.values[row] = .nan }
    for row in stride(from: 100, to: 400, by: 100) { targets.values[row] = .infinity }
    var network = small()
    let report = try LSTMTrainer.train(
      &network, inputs: inputs, targets: targets, blocks: [0..<300], validationBlocks: [300..<400],
      configuration: quick(steps: 30))
    #expect(report.trainingWindows == 11 + 5 * 10)
    #expect(report.losses.allSatisfy { $0.isFinite })
    #expect(network.tensors().values.allSatisfy { $0.values.allSatisfy { $0.isFinite } })
  }

  @Test func `no window without missing values is an error with a sentence`() throws {
    var (inputs, targets) = sines(200, horizon: 5)
    targets.values[15] = .nan
    for row in stride(from: 0, to: 200, by: 30) { inputs.values[row] = .nan }
    var network = small()
    let start = network
    #expect(throws: RecurrentError.noWindow(purpose: "training", steps: 40, blocks: 1, missingRows: 8)) {
      try LSTMTrainer.train(
        &network, inputs: inputs, targets: targets, blocks: [0..<200], configuration: quick(steps: 5))
    }
    #expect(network == start)
  }

  @Test func `a loss that is not finite ends the training with the last good weights`() throws {
    let (inputs, targets) = sines(200, horizon: 5)
    var configuration = quick(steps: 50)
    configuration.learningRate = 3e38
    for validationBlocks in [[], [120..<200]] {
      var network = small()
      let start = network
      var steps: [Int] = []
      let error = try #require(throws: RecurrentError.self) {
        try LSTMTrainer.train(
          &network, inputs: inputs, targets: targets, blocks: [0..<120], validationBlocks: validationBlocks,
          configuration: configuration,
          progress: {
            steps.append($0.step)
            return true
          })
      }
      guard case .lossNotFinite(let step, let keptStep, let windows) = error else {
        Issue.record("\(error)")
        continue
      }
      #expect(step == steps.count + 1)
      #expect(keptStep < step)
      #expect(windows.count == configuration.batch || (windows.isEmpty && !validationBlocks.isEmpty))
      #expect(network.tensors().values.allSatisfy { $0.values.allSatisfy { $0.isFinite } })
      if keptStep == 0 { #expect(network == start) }
    }
  }

  @Test func `the progress names every step, its rate and the validation losses`() throws {
    let (inputs, targets) = sines(200, horizon: 5)
    var configuration = quick(steps: 7)
    configuration.validationInterval = 3
    var network = small()
    var seen: [LSTMTrainingProgress] = []
    let report = try LSTMTrainer.train(
      &network, inputs: inputs, targets: targets, blocks: [0..<120], validationBlocks: [120..<200],
      configuration: configuration,
      progress: {
        seen.append($0)
        return true
      })
    #expect(seen.map(\.step) == Array(1...7))
    #expect(seen.map(\.loss) == report.losses)
    #expect(seen.map { $0.validationLoss != nil } == [false, false, true, false, false, true, true])
    #expect(seen.compactMap(\.validationLoss) == report.validations.dropFirst().map(\.loss))
    let schedule = LearningRateSchedule(peak: 0.02, steps: 7)
    #expect(seen.map(\.learningRate) == (1...7).map(schedule.rate(at:)))
    #expect(seen.allSatisfy { $0.gradientNorm > 0 && $0.steps == 7 })
  }

  @Test(arguments: [[], [120..<200]])
  func `a training that is stopped keeps the best weights up to there`(validationBlocks: [Range<Int>]) throws {
    let (inputs, targets) = sines(200, horizon: 5)
    func trained(steps: Int) throws -> (LSTMNetwork, LSTMTrainingReport) {
      var network = small()
      let report = try LSTMTrainer.train(
        &network, inputs: inputs, targets: targets, blocks: [0..<120], validationBlocks: validationBlocks,
        configuration: quick(steps: 30), progress: { $0.step < steps })
      return (network, report)
    }
    let (stopped, report) = try trained(steps: 7)
    #expect(report.losses.count == 7)
    #expect(report.validations.map(\.step) == (validationBlocks.isEmpty ? [] : [0, 7]))
    #expect(report.keptStep == (validationBlocks.isEmpty ? 7 : report.validations.min { $0.loss < $1.loss }?.step))
    #expect(report.losses == Array(try trained(steps: 30).1.losses[..<7]))
    #expect(stopped != small())
  }

  @Test func `tables that do not fit the network are refused`() throws {
    var network = small(2, 5, 1)
    let inputs = Tensor(zeros: [100, 2])
    func train(_ inputs: Tensor, _ targets: Tensor, _ blocks: [Range<Int>]) throws {
      _ = try LSTMTrainer.train(
        &network, inputs: inputs, targets: targets, blocks: blocks, configuration: quick(steps: 1))
    }
    #expect(throws: RecurrentError.wrongShape(tensor: "inputs", expected: [nil, 2], actual: [100, 3])) {
      try train(Tensor(zeros: [100, 3]), Tensor(zeros: [100, 1]), [0..<100])
    }
    #expect(throws: RecurrentError.wrongShape(tensor: "targets", expected: [100, 1], actual: [99, 1])) {
      try train(inputs, Tensor(zeros: [99, 1]), [0..<100])
    }
    #expect(throws: RecurrentError.blockOutOfRange(0..<101, rows: 100)) {
      try train(inputs, Tensor(zeros: [100, 1]), [0..<101])
    }
    #expect(throws: RecurrentError.noWindow(purpose: "training", steps: 40, blocks: 1, missingRows: 0)) {
      try train(inputs, Tensor(zeros: [100, 1]), [0..<39])
    }
  }

  @Test func `settings out of range are refused by name`() throws {
    let changes: [(String, (inout LSTMTrainingConfiguration) -> Void)] = [
      ("steps", { $0.steps = 0 }), ("batch", { $0.batch = 0 }), ("window", { $0.window = 0 }),
      ("warmUp", { $0.warmUp = 64 }), ("warmUp", { $0.warmUp = -1 }), ("learningRate", { $0.learningRate = 0 }),
      ("learningRate", { $0.learningRate = .nan }), ("huberDelta", { $0.huberDelta = -1 }),
      ("clipNorm", { $0.clipNorm = .infinity }), ("validationInterval", { $0.validationInterval = 0 }),
      ("validationWindows", { $0.validationWindows = 0 }), ("patience", { $0.patience = 0 }),
      ("threads", { $0.threads = 0 }),
    ]
    for (name, change) in changes {
      var configuration = LSTMTrainingConfiguration()
      change(&configuration)
      let error = #expect(throws: RecurrentError.self) { try configuration.validated() }
      guard case .invalidSetting(name, _, _) = error else {
        Issue.record("\(name): \(String(describing: error))")
        continue
      }
    }
    #expect(try LSTMTrainingConfiguration().validated() == LSTMTrainingConfiguration())
  }
}
