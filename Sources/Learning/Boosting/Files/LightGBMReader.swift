import Foundation

/// Reads a text model of LightGBM's, of the versions 3 and 4, and believes none of it.
///
/// LightGBM's trees differ from ours in what is missing. Of each feature it is one of: nothing, and a NaN counts as 0;
/// NaN; or NaN and 0. Its thresholds and leaves are doubles; a threshold becomes the largest `Float` below it, by which
/// no `Float` changes sides.
///
/// - SeeAlso: Ke et al., *LightGBM: A Highly Efficient Gradient Boosting Decision Tree*, NeurIPS 2017.
struct LightGBMReader {
  private var header = LightGBMBlock(name: "the header")
  private var trees: [LightGBMBlock] = []

  /// `alpha` of the training's parameters, which stand behind the trees.
  private var alpha: Double?

  /// Cuts a file into its blocks.
  init(_ data: Data) throws(ModelFileFault) {
    guard let text = String(validating: data, as: UTF8.self) else {
      throw ModelFileFault("it begins like a model of LightGBM's, but is not UTF-8 text")
    }
    var isEnded = false
    for bytes in text.utf8.split(separator: UInt8(ascii: "\n")) {
      var line = Substring(bytes)
      if line.utf8.last == UInt8(ascii: "\r") { line = Substring(line.utf8.dropLast()) }
      if isEnded {
        if line.hasPrefix("[alpha: "), line.hasSuffix("]") { alpha = Double(line.dropFirst(8).dropLast()) }
      } else if line == "end of trees" {
        isEnded = true
      } else if line.hasPrefix("Tree=") {
        guard line == "Tree=\(trees.count)" else {
          throw ModelFileFault("'\(line.prefix(60))' stands where 'Tree=\(trees.count)' should")
        }
        trees.append(LightGBMBlock(name: "tree \(trees.count)"))
      } else if trees.isEmpty {
        header.add(line)
      } else {
        trees[trees.count - 1].add(line)
      }
    }
    guard isEnded else {
      throw ModelFileFault(
        "it has no line 'end of trees'", remedy: "check that it was copied whole, or save the model again")
    }
  }

  /// The whole model.
  func model() throws(ModelFileFault) -> BoostedTrees {
    guard let version = header.text("version"), version == "v3" || version == "v4" else {
      throw ModelFileFault(
        "its version is '\((header.text("version") ?? "").prefix(60))', but should be v3 or v4",
        remedy: "load and save it with LightGBM 4")
    }
    let (objective, sigmoid) = try objective()
    let outputCount = objective.outputCount
    guard try header.integer("num_tree_per_iteration", in: 1...10_000) == outputCount else {
      throw ModelFileFault("its trees in an iteration are not as many as its objective's outputs, \(outputCount)")
    }
    let featureCount = 1 + (try header.integer("max_feature_idx", in: 0...BinnedMatrix.featureLimit - 1))
    let names = header.words("feature_names").map(String.init)
    guard names.isEmpty || names.count == featureCount else {
      throw ModelFileFault("it names \(names.count) features, but has \(featureCount)")
    }
    guard header.words("tree_sizes").count == trees.count, trees.count % outputCount == 0 else {
      throw ModelFileFault(
        "it has \(trees.count) trees, but announces \(header.words("tree_sizes").count) in rounds of \(outputCount)")
    }
    // A forest predicts the mean of its rounds.
    let isMean = header.text("average_output") != nil
    let scale = sigmoid / (isMean ? Double(max(1, trees.count / outputCount)) : 1)
    var forest = ForestBuilder(featureCount: featureCount, outputCount: outputCount)
    var missing: [Int: LightGBMMissing] = [:]
    for (number, tree) in trees.enumerated() {
      try LightGBMTreeReader(block: tree, number: number, scale: scale, featureCount: featureCount).read(
        into: &forest, output: number % outputCount, missing: &missing)
    }
    return BoostedTrees(
      featureCount: featureCount, featureNames: names, objective: objective,
      baseMargins: Array(repeating: 0, count: outputCount),
      zeroIsMissing: missing.filter { $0.value == .zero }.keys.sorted(), trees: try forest.ensemble())
  }

  /// The objective, and what its margins are multiplied by.
  private func objective() throws(ModelFileFault) -> (BoostingObjective, scale: Double) {
    let words = header.words("objective")
    let name = words.first ?? ""
    func parameter(_ key: String) throws(ModelFileFault) -> Double {
      guard let word = words.first(where: { $0.hasPrefix(key + ":") }),
        let value = Double(word.dropFirst(key.count + 1)),
        value.isFinite
      else { throw ModelFileFault("its objective '\(words.joined(separator: " ").prefix(60))' has no '\(key)'") }
      return value
    }
    do {
      switch name {
      case "regression" where !words.contains("sqrt"): return (.squaredError, 1)
      case "regression_l1": return (.absoluteError, 1)
      case "poisson": return (.poisson, 1)
      case "binary": return (.logistic, try parameter("sigmoid"))
      case "multiclass":
        return (try BoostingObjective.softmax(Int(exactly: try parameter("num_class")) ?? 0).validated(), 1)
      case "huber": return (try BoostingObjective.huber(try trainingAlpha()).validated(), 1)
      case "quantile": return (try BoostingObjective.quantile(try trainingAlpha()).validated(), 1)
      default: break
      }
    } catch let fault as ModelFileFault {
      throw fault
    } catch {
      throw ModelFileFault("the parameters of its objective '\(name)' make no sense")
    }
    throw ModelFileFault(
      "its objective is '\(words.joined(separator: " ").prefix(60))'",
      remedy: "train with regression (without reg_sqrt), regression_l1, huber, quantile, poisson, binary or multiclass")
  }

  private func trainingAlpha() throws(ModelFileFault) -> Double {
    guard let alpha else {
      throw ModelFileFault("its parameters do not say 'alpha'", remedy: "save it with its parameters")
    }
    return alpha
  }
}
