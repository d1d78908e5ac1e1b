import Learning

/// What `explain` found.
struct Explanation: Encodable {
  struct Importance: Encodable {
    let feature: String
    let value: Double
  }

  struct Contribution: Encodable {
    let feature: String
    /// The feature itself; nil where missing.
    let value: Float?
    /// In margins.
    let contribution: Float

    private enum Key: String, CodingKey { case feature, value, contribution }

    /// A missing value is written as null.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(feature, forKey: .feature)
      try container.encode(value, forKey: .value)
      try container.encode(contribution, forKey: .contribution)
    }
  }

  /// One output of one row.
  struct Output: Encodable {
    let output: Int
    /// The margin that is expected when no feature is known.
    let expectedMargin: Float
    /// The expected margin and all contributions, added up.
    let margin: Float
    let prediction: Float
    /// The largest ones first.
    let contributions: [Contribution]
  }

  let model: String
  let objective: String
  let level: Double?
  let trees: Int
  let features: Int
  let importanceKind: String
  /// The largest ones first.
  let importance: [Importance]
  let row: Int?
  let outputs: [Output]?
  /// Of a forecaster, in the column's unit per row.
  let newestLoad: Float?
  let forecastLoad: Float?

  init(_ model: ExplainedModel, _ kind: FeatureImportance, _ row: ExplainedRow?) {
    let trees = model.trees
    self.model = model.name
    objective = "\(trees.objective)"
    level = model.forecaster?.level
    self.trees = trees.treeCount
    features = trees.featureCount
    importanceKind = kind.rawValue
    importance = zip(model.featureNames, trees.importance(kind)).map { Importance(feature: $0, value: $1) }
      .enumerated().sorted { ($1.element.value, $0.offset) < ($0.element.value, $1.offset) }.map(\.element)
    self.row = row?.index
    let outputs = row.map { Self.outputs(of: trees, $0.features, names: model.featureNames) }
    self.outputs = outputs
    newestLoad = row?.history?.newestLoad
    forecastLoad = row?.history.flatMap { history in outputs.map { history.decode($0[0].prediction) } }
  }

  private static func outputs(of trees: BoostedTrees, _ row: [Float], names: [String]) -> [Output] {
    let contributions = trees.contributions(row.span)
    var predictions = [Float](repeating: 0, count: trees.outputCount)
    var margins = predictions
    var span = predictions.mutableSpan
    trees.predict(row.span, into: &span)
    var marginSpan = margins.mutableSpan
    trees.margins(row.span, into: &marginSpan)
    let width = trees.featureCount + 1
    return (0..<trees.outputCount).map { output in
      let values = contributions[output * width..<(output + 1) * width - 1]
      let named = zip(names, zip(row, values)).map {
        Contribution(feature: $0, value: $1.0.isNaN ? nil : $1.0, contribution: $1.1)
      }
      return Output(
        output: output, expectedMargin: contributions[(output + 1) * width - 1], margin: margins[output],
        prediction: predictions[output],
        contributions: named.enumerated().sorted {
          ($1.element.contribution.magnitude, $0.offset) < ($0.element.contribution.magnitude, $1.offset)
        }.map(\.element))
    }
  }
}
