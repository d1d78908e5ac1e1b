import Foundation
import Learning
import Testing

/// Compares with LightGBM; `Fixtures/boosting-lightgbm.py` made the data and the losses.
@Suite("Boosted trees are as good as LightGBM's")
struct BoostingReferenceTests {
  struct Losses: Decodable {
    var train: Double
    var test: Double
  }

  struct QuantileLosses: Decodable {
    var level: Double
    var train: Double
    var test: Double
  }

  struct Settings: Decodable {
    var rounds: Int
    var maxLeaves: Int
    var learningRate: Double
    var maxBins: Int
    var minRowsPerLeaf: Int
    var l2: Double
  }

  struct Reference: Decodable {
    var settings: Settings
    var trainRows: Int
    var squaredError: Losses
    var quantiles: [QuantileLosses]
    var features: [[Float?]]
    var targets: [Float]
  }

  private let reference: Reference

  init() throws {
    let url = try #require(
      Bundle.module.url(forResource: "boosting-lightgbm", withExtension: "json", subdirectory: "Fixtures"))
    reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
  }

  private func configuration(_ objective: BoostingObjective) -> BoostingConfiguration {
    let settings = reference.settings
    return BoostingConfiguration(
      objective: objective, rounds: settings.rounds, maxLeaves: settings.maxLeaves, learningRate: settings.learningRate,
      maxBins: settings.maxBins, minRowsPerLeaf: settings.minRowsPerLeaf, minHessianPerLeaf: 0, l2: settings.l2,
      evaluatesTraining: true)
  }

  private func matrix(_ rows: Range<Int>) -> TrainingMatrix {
    TrainingMatrix(
      features: reference.features[rows].flatMap { $0.map { $0 ?? .nan } }, featureCount: reference.features[0].count,
      targets: Array(reference.targets[rows]))
  }

  /// The final losses on the training and the test rows.
  private func losses(_ objective: BoostingObjective) throws -> (train: Double, test: Double) {
    let trees = try BoostedTrees.fit(
      matrix(0..<reference.trainRows), configuration: configuration(objective),
      validation: matrix(reference.trainRows..<reference.targets.count))
    let last = try #require(trees.history.last)
    return (Double(try #require(last.trainingLoss)), Double(try #require(last.validationLoss)))
  }

  @Test func `the squared error comes within 2 percent`() throws {
    let ours = try losses(.squaredError)
    let theirs = reference.squaredError
    #expect(abs(ours.train / theirs.train - 1) < 0.02, "\(ours) \(theirs)")
    #expect(abs(ours.test / theirs.test - 1) < 0.02, "\(ours) \(theirs)")
  }

  @Test func `the pinball loss comes within 3 percent or is lower`() throws {
    for theirs in reference.quantiles {
      let ours = try losses(.quantile(theirs.level))
      #expect(ours.test / theirs.test < 1.03, "\(ours) \(theirs)")
      #expect(abs(ours.train / theirs.train - 1) < 0.05, "\(ours) \(theirs)")
    }
  }
}
