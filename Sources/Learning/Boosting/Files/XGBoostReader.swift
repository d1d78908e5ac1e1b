/// Reads a model of XGBoost's, of the versions 1.0 to 3, and believes none of it.
///
/// XGBoost's trees differ from ours in two things: a number goes left where it is below the threshold, not where it
/// equals it, and the categories of a set go right, not left.
///
/// - SeeAlso: <https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html>.
struct XGBoostReader {
  private let root: DocumentField

  init(_ document: ModelDocument) {
    root = DocumentField(path: "", value: document)
  }

  /// The whole model.
  func model() throws(ModelFileFault) -> BoostedTrees {
    guard let learner = try root.optional("learner") else {
      throw ModelFileFault(
        try root.optional("tree_info") == nil
          ? "it has no 'learner'" : "it is LightGBM's dump, which leaves out what predictions need",
        remedy: "save a model with XGBoost's or LightGBM's save_model")
    }
    let parameters = try learner.field("learner_model_param")
    let featureCount = try parameters.field("num_feature").integer(in: 1...BinnedMatrix.featureLimit)
    let meaning = try XGBoostObjective(
      learner.field("objective"), classCount: parameters.optional("num_class")?.integer(in: 0...10_000) ?? 0)
    let outputCount = meaning.objective.outputCount
    let targets = try parameters.optional("num_target")?.integer(in: 0...BinnedMatrix.featureLimit) ?? 1
    guard targets <= 1 || (targets == outputCount && meaning.objective.link != .softmax) else {
      throw ModelFileFault("it has \(targets) targets", remedy: "train a model for each target")
    }
    let base = try baseMargins(parameters.field("base_score"), meaning)
    var forest = ForestBuilder(featureCount: featureCount, outputCount: outputCount)
    let model = try readTrees(learner.field("gradient_booster"), outputCount: outputCount, into: &forest)
    var trees = BoostedTrees(
      featureCount: featureCount, featureNames: try names(learner, count: featureCount), objective: meaning.objective,
      link: meaning.link, baseMargins: base, trees: try forest.ensemble())
    if let round = try bestRound(learner, model), round <= trees.roundCount { trees.bestRound = round }
    return trees
  }

  /// The margins before any tree, from one score for all outputs or one for each.
  private func baseMargins(_ field: DocumentField, _ meaning: XGBoostObjective) throws(ModelFileFault) -> [Float] {
    let scores = try field.numbersInText()
    let outputCount = meaning.objective.outputCount
    guard scores.count == 1 || scores.count == outputCount else {
      throw ModelFileFault("'\(field.path)' has \(scores.count) values for \(outputCount) outputs")
    }
    let version = try root.optional("version")?.numbers() ?? []
    let isClipped = !version.lexicographicallyPrecedes([3, 2])
    let margins = scores.map { meaning.margin(ofBaseScore: Float($0), isClipped: isClipped) }
    guard margins.allSatisfy(\.isFinite) else {
      throw ModelFileFault("'\(field.path)' is \(scores), which no prediction of its objective can be")
    }
    return margins.count == outputCount ? margins : Array(repeating: margins[0], count: outputCount)
  }

  private func names(_ learner: DocumentField, count: Int) throws(ModelFileFault) -> [String] {
    var names: [String] = []
    for name in try learner.optional("feature_names")?.elements() ?? [] { names.append(try name.text()) }
    guard names.isEmpty || names.count == count else {
      throw ModelFileFault("it names \(names.count) features, but has \(count)")
    }
    return names
  }

  /// The best round of early stopping, where there was any. XGBoost's rounds can have several trees, ours cannot.
  private func bestRound(_ learner: DocumentField, _ model: DocumentField) throws(ModelFileFault) -> Int? {
    guard let best = try learner.optional("attributes")?.optional("best_iteration") else { return nil }
    let iteration = try best.integer(in: 0...ForestBuilder.largestTree)
    let parameters = try model.optional("gbtree_model_param")
    let parallel = try parameters?.optional("num_parallel_tree")?.integer(in: 0...ForestBuilder.largestTree) ?? 1
    return (iteration + 1) * max(1, parallel)
  }

  /// Adds all trees to a forest, and returns the object that they stand in.
  private func readTrees(
    _ booster: DocumentField, outputCount: Int, into forest: inout ForestBuilder
  ) throws(ModelFileFault) -> DocumentField {
    let name = try booster.field("name").text()
    guard name == "gbtree" || name == "dart" else {
      throw ModelFileFault("its booster is '\(name.prefix(60))'", remedy: "train with the booster gbtree or dart")
    }
    let inner = try booster.optional("gbtree") ?? booster
    let model = try inner.field("model")
    let trees = try model.field("trees").elements()
    let outputs = try model.field("tree_info").integers(count: trees.count, in: 0...outputCount - 1)
    // Dart scales whole trees; newer versions keep the factors beside the trees.
    var scales: [Float] = []
    for place in [booster, inner, model] where scales.isEmpty {
      scales = try place.optional("weight_drop")?.floats() ?? []
    }
    if scales.isEmpty { scales = Array(repeating: 1, count: trees.count) }
    guard scales.count == trees.count else {
      throw ModelFileFault("it has \(scales.count) factors 'weight_drop' for \(trees.count) trees")
    }
    for (number, tree) in trees.enumerated() {
      try XGBoostTreeReader(tree: tree, number: number, scale: scales[number]).read(
        into: &forest, output: outputs[number])
    }
    return model
  }
}
