import Foundation
import Tensors

extension LSTMTraining {
  private static let kind = "tidegate.lstm-checkpoint"

  /// What a checkpoint says beside its tensors.
  private struct Progress: Codable {
    var configuration: LSTMTrainingConfiguration
    var report: LSTMTrainingReport
    var optimizer: AdamOptimizer
    var random: RandomSource
    var cursors: [Int]
    var chosen: [Int]
  }

  /// Everything that the training needs to go on later: with the same rows and settings, to the same bits.
  ///
  /// The newest weights, the best ones and Adam's moments stand under PyTorch's names behind `weights.`, `kept.`, `mean.` and
  /// `variance.`; the states of carried windows are `states`; the rest is text in the metadata.
  public var checkpoint: SafetensorsFile {
    var tensors: [String: Tensor] = [:]
    for (prefix, values) in parts {
      var network = start
      network.parameters = values
      for (name, tensor) in network.tensors() { tensors["\(prefix).\(name)"] = tensor }
    }
    let states = learner.stateValues
    if !states.isEmpty { tensors["states"] = Tensor(states, shape: [states.count]) }
    let progress = Progress(
      configuration: configuration, report: report, optimizer: optimizer, random: random,
      cursors: streams?.cursors ?? [], chosen: chosen)
    guard let text = try? JSONEncoder().encode(progress) else {
      preconditionFailure("a checkpoint has no number without an encoding: all its losses are finite")
    }
    return SafetensorsFile(
      metadata: ["kind": Self.kind, "progress": String(decoding: text, as: UTF8.self)], tensors: tensors)
  }

  private var parts: [(prefix: String, values: [SIMD16<Float>])] {
    [
      ("weights", learner.values(of: learner.parameters)), ("kept", kept),
      ("mean", learner.values(of: learner.moments)),
      ("variance", learner.values(of: learner.moments, from: learner.layout.count)),
    ]
  }

  /// Goes back, or forward, to where a checkpoint was taken.
  ///
  /// - Parameter checkpoint: Of a training of a network of the same size on the same windows with the same settings; the number
  ///   of threads may differ.
  /// - Throws: `RecurrentError.checkpoint` if it does not fit this training or is damaged, and `.missingTensor`, `.wrongShape` or
  ///   `.notFinite` for its tensors; nothing has changed then.
  public func resume(from checkpoint: SafetensorsFile) throws(RecurrentError) {
    guard checkpoint.metadata["kind"] == Self.kind, let text = checkpoint.metadata["progress"],
      let progress = try? JSONDecoder().decode(Progress.self, from: Data(text.utf8))
    else { throw .checkpoint(problem: "it is not one of a training of an LSTM, or is damaged") }
    var theirs = progress.configuration
    theirs.threads = configuration.threads
    guard theirs == configuration else { throw .checkpoint(problem: "its training has other settings") }
    let windows = streams?.count ?? report.trainingWindows
    let looks = progress.report.validations.map(\.step)
    // The optimizer's powers follow from how often it was used.
    var optimizer = AdamOptimizer()
    for _ in progress.report.losses { _ = optimizer.advance(learningRate: 1) }
    guard progress.report.trainingWindows == report.trainingWindows,
      progress.report.validationWindows == report.validationWindows,
      progress.report.losses.count <= configuration.steps,
      progress.optimizer == optimizer,
      zip(looks, looks.dropFirst()).allSatisfy({ $0 < $1 }), (looks.last ?? 0) <= progress.report.losses.count,
      looks.isEmpty || looks.contains(progress.report.keptStep),
      (0...progress.report.losses.count).contains(progress.report.keptStep),
      progress.cursors.count == (streams == nil ? 0 : configuration.batch),
      progress.cursors.allSatisfy({ (0..<windows).contains($0) }), progress.chosen.count == configuration.batch,
      progress.chosen.allSatisfy({ (0..<1 << 48).contains($0) })
    else { throw .checkpoint(problem: "its training has other windows, or it is damaged") }
    var values: [[SIMD16<Float>]] = []
    for (prefix, _) in parts {
      var tensors: [String: Tensor] = [:]
      for (name, tensor) in checkpoint.tensors where name.hasPrefix("\(prefix).") {
        tensors[String(name.dropFirst(prefix.count + 1))] = tensor
      }
      let network = try LSTMNetwork(tensors: tensors)
      guard network.layout == learner.layout else { throw .checkpoint(problem: "its network has another size") }
      values.append(network.parameters)
    }
    guard values[3].allSatisfy({ !any($0 .< 0) }) else {
      throw .checkpoint(problem: "it holds mean squares below zero, so it is damaged")
    }
    let states = checkpoint.tensors["states"]?.values ?? []
    guard states.count == learner.stateValues.count, states.allSatisfy(\.isFinite) else {
      throw .checkpoint(problem: "its states do not fit the network, or are not finite")
    }
    learner.set(values[0])
    kept = values[1]
    learner.setMoments(means: values[2], variances: values[3])
    learner.stateValues = states
    report = progress.report
    report.losses.reserveCapacity(configuration.steps)
    self.optimizer = optimizer
    random = progress.random
    streams?.cursors = progress.cursors
    chosen = progress.chosen
  }
}
