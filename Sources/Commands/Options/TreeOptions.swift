import ArgumentParser
import Learning

/// How the trees of a forecaster are grown.
struct TreeOptions: ParsableArguments {
  @Option(help: "Trees per quantile.")
  var rounds = 60

  @Option(help: "Which leaf is divided next: \(TreeGrowth.allCases.map(\.rawValue).joined(separator: " or ")).")
  var growth = TreeGrowth.leafWise

  @Option(help: "Leaves per tree.")
  var maxLeaves = 15

  @Option(help: "Splits between a root and its leaves (default: no limit).")
  var maxDepth: Int?

  @Option(help: "Shrinkage of each tree, above 0 and at most 1.")
  var learningRate = 0.1

  @Option(help: "Bins per feature, 2 to 255.")
  var maxBins = 127

  @Option(help: "Rows that each leaf must hold; fewer in a short history.")
  var minRows = 40

  @Option(help: "By how much a split must lower the loss.")
  var minGain = 0.0

  @Option(help: "L1 penalty on leaf values.")
  var l1 = 0.0

  @Option(help: "L2 penalty on leaf values, in rows.")
  var l2 = 1.0

  @Option(help: "Share of the rows that each tree sees, above 0 and at most 1.")
  var rowFraction = 0.8

  @Option(help: "Share of the features that each tree may split on, above 0 and at most 1.")
  var featureFraction = 0.7

  /// Puts the options into a configuration.
  func set(_ configuration: inout BoostingConfiguration) {
    configuration.rounds = rounds
    configuration.growth = growth
    configuration.maxLeaves = maxLeaves
    configuration.maxDepth = maxDepth
    configuration.learningRate = learningRate
    configuration.maxBins = maxBins
    configuration.minRowsPerLeaf = minRows
    configuration.minGain = minGain
    configuration.l1 = l1
    configuration.l2 = l2
    configuration.rowFraction = rowFraction
    configuration.featureFraction = featureFraction
  }

  /// Refuses what the learner would refuse, before anything is read.
  func check() throws {
    var configuration = BoostingConfiguration()
    set(&configuration)
    do {
      _ = try configuration.validated()
    } catch .invalidSetting(let name, let value, let expected) {
      throw ValidationError("--\(Self.option(name)) is \(value), expected \(expected)")
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// The option that a setting of the learner comes from.
  private static func option(_ setting: String) -> String {
    setting == "minRowsPerLeaf"
      ? "min-rows" : setting.map { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }.joined()
  }

  /// The trees of a configuration in a line of a model's card.
  func description(of trees: BoostingConfiguration) -> String {
    "\(trees.rounds) per quantile, \(trees.growth.rawValue), \(trees.maxLeaves) leaves"
      + (trees.maxDepth.map { ", depth \($0)" } ?? "") + ", learning rate \(trees.learningRate), "
      + "\(trees.minRowsPerLeaf) rows a leaf, L1 \(trees.l1), L2 \(trees.l2), \(trees.rowFraction) of the rows and "
      + "\(trees.featureFraction) of the features"
  }
}

extension TreeGrowth: ExpressibleByArgument {}
