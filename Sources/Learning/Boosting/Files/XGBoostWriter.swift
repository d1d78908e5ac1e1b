import Foundation

/// Writes a model as XGBoost's JSON.
///
/// - SeeAlso: <https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html>.
struct XGBoostWriter {
  let model: BoostedTrees
  let format: XGBoostFormat

  func json() throws(BoostingError) -> Data {
    if let feature = model.zeroIsMissing.first {
      throw Self.inexpressible(
        "a zero of feature \(feature) counts as missing, which XGBoost leaves to the data",
        remedy: "train without zero_as_missing")
    }
    let objective = try objective()
    let base = baseScores()
    let trees = try trees(adding: base.rest)
    let outputCount = model.outputCount
    let isClassifier = model.objective.link == .softmax
    let learner: [String: JSONText] = [
      "attributes": .parameters(
        model.bestRound == model.roundCount ? [:] : ["best_iteration": "\(model.bestRound - 1)"]),
      "feature_names": .array(model.featureNames.map { .text($0) }),
      "feature_types": .array(featureTypes().map { .text($0) }),
      "gradient_booster": .object(["name": .text("gbtree"), "model": .object(booster(trees))]),
      "learner_model_param": .parameters([
        "base_score": base.text, "boost_from_average": "0", "num_class": isClassifier ? "\(outputCount)" : "0",
        "num_feature": "\(model.featureCount)", "num_target": isClassifier ? "1" : "\(outputCount)",
      ]),
      "objective": .object(objective),
    ]
    let version = format == .version3 ? [3, 2, 0] : [1, 7, 6]
    return Data(JSONText.object(["learner": .object(learner), "version": .integers(version)]).json.utf8)
  }

  /// What stands beside the trees.
  private func booster(_ trees: [JSONText]) -> [String: JSONText] {
    var parameters = ["num_parallel_tree": "1", "num_trees": "\(trees.count)"]
    var fields: [String: JSONText] = [
      "tree_info": .integers(trees.indices.map { $0 % model.outputCount }), "trees": .array(trees),
    ]
    switch format {
    case .version1: parameters["size_leaf_vector"] = "0"
    case .version3:
      // Names of categories, of which our models have none.
      fields["cats"] = .object(["enc": .array([]), "feature_segments": .array([]), "sorted_idx": .array([])])
      fields["iteration_indptr"] = .integers(Array(stride(from: 0, through: trees.count, by: model.outputCount)))
    }
    fields["gbtree_model_param"] = .parameters(parameters)
    return fields
  }

  /// Which features are categories; none where no split asks for any.
  private func featureTypes() -> [String] {
    let categorical = Set(model.trees.nodes.lazy.filter { $0.isCategorical && !$0.isLeaf }.map { Int($0.feature) })
    return categorical.isEmpty ? [] : (0..<model.featureCount).map { categorical.contains($0) ? "c" : "float" }
  }

  private func objective() throws(BoostingError) -> [String: JSONText] {
    func named(_ name: String, _ group: String? = nil, _ parameters: [String: String] = [:]) -> [String: JSONText] {
      var fields = ["name": JSONText.text(name)]
      if let group { fields[group] = .parameters(parameters) }
      return fields
    }
    switch (model.objective, model.link) {
    case (.squaredError, .identity): return named("reg:squarederror", "reg_loss_param", ["scale_pos_weight": "1"])
    case (.absoluteError, .identity): return named("reg:absoluteerror")
    case (.huber(let delta), .identity):
      return named("reg:pseudohubererror", "pseudo_huber_param", ["huber_slope": "\(delta)"])
    case (.poisson, .exponential):
      return named("count:poisson", "poisson_regression_param", ["max_delta_step": "0.7"])
    case (.logistic, .logistic): return named("binary:logistic", "reg_loss_param", ["scale_pos_weight": "1"])
    case (.logistic, .identity): return named("binary:logitraw", "reg_loss_param", ["scale_pos_weight": "1"])
    case (.softmax(let classes), .softmax):
      return named("multi:softprob", "softmax_multiclass_param", ["num_class": "\(classes)"])
    // XGBoost does not sort: where levels cross, its predictions are those of the levels alone.
    case (.quantile, _), (.quantiles, _):
      guard format == .version3 else {
        throw Self.inexpressible("version 1.7 knows no quantiles", remedy: "write it for version 3")
      }
      let levels = model.objective.levels.map { "\($0)" }.joined(separator: ",")
      return named("reg:quantileerror", "quantile_loss_param", ["quantile_alpha": "[\(levels)]"])
    default:
      throw Self.inexpressible(
        "\(model.objective) with the link \(model.link) is no objective of XGBoost's", remedy: "save it as safetensors")
    }
  }

  /// The base margins as XGBoost's base scores, and the part of each margin that its score leaves out.
  ///
  /// The score of a probability near 1 is a coarse number, and version 1.7 has one score for all outputs.
  private func baseScores() -> (text: String, rest: [Double]) {
    let meaning = XGBoostObjective(model.objective, link: model.link)
    let margins = model.baseMargins
    let isShared = margins.allSatisfy { $0 == margins[0] }
    let scores = margins.map { format == .version3 || isShared ? meaning.baseScore(ofMargin: $0) : 0 }
    let rest = zip(margins, scores).map { margin, score in
      let rest = Double(margin) - Double(meaning.margin(ofBaseScore: score, isClipped: false))
      return abs(rest) > 2e-7 * max(1, abs(Double(margin))) ? rest : 0
    }
    let text = format == .version3 ? "[\(scores.map { "\($0)" }.joined(separator: ","))]" : "\(scores[0])"
    return (text, rest)
  }

  /// The trees, round by round, with the rest of each base margin in the leaves of its output's first tree.
  private func trees(adding rest: [Double]) throws(BoostingError) -> [JSONText] {
    var ofOutput = [[Int]](repeating: [], count: model.outputCount)
    for tree in 0..<model.treeCount { ofOutput[model.trees.outputs[tree]].append(tree) }
    let roundCount = max(ofOutput.map(\.count).max() ?? 0, rest.contains { $0 != 0 } ? 1 : 0)
    var trees: [JSONText] = []
    for round in 0..<roundCount {
      for (output, numbers) in ofOutput.enumerated() {
        let writer = XGBoostTreeWriter(
          model: model, tree: round < numbers.count ? numbers[round] : nil, addend: round == 0 ? rest[output] : 0)
        trees.append(try writer.tree(id: trees.count, format: format))
      }
    }
    return trees
  }

  static func inexpressible(_ problem: String, remedy: String) -> BoostingError {
    .inexpressible(format: "XGBoost's JSON", problem: problem, remedy: remedy)
  }
}

extension BoostingObjective {
  /// The levels of the quantiles, none for other objectives.
  fileprivate var levels: [Double] {
    switch self {
    case .quantile(let level): [level]
    case .quantiles(let levels): levels
    default: []
    }
  }
}
