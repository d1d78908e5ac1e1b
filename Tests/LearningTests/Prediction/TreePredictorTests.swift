import Learning
import Tensors
import Testing

@Suite("The prepared predictor")
struct TreePredictorTests {
  /// One tree of one split at 1 on the first feature.
  private func stump(threshold: Float = 1, sendsMissingLeft: Bool, link: MarginLink? = nil) -> TreePredictor {
    var ensemble = TreeEnsemble()
    let nodes = [
      TreeNode.split(feature: 0, threshold: threshold, sendsMissingLeft: sendsMissingLeft, left: 1), .leaf(-2),
      .leaf(3),
    ]
    ensemble.append(nodes, nodes.map { _ in NodeStatistics(gain: 0, cover: 0) }, output: 0)
    return TreePredictor(
      BoostedTrees(featureCount: 2, objective: .squaredError, link: link, baseMargins: [10], trees: ensemble))
  }

  private func predict(_ predictor: TreePredictor, _ features: [Float]) -> Float { predictor.predict(features.span) }

  @Test func `a value equal to the threshold goes left, the next larger one right`() {
    let predictor = stump(sendsMissingLeft: false)
    #expect(predictor.hasTables)
    #expect(predict(predictor, [1, 0]) == 8)
    #expect(predict(predictor, [Float(1).nextUp, 0]) == 13)
    #expect(predict(predictor, [-.infinity, 0]) == 8)
    #expect(predict(predictor, [.infinity, 0]) == 13)
  }

  @Test func `a missing value goes where the split sends it`() {
    #expect(predict(stump(sendsMissingLeft: true), [.nan, 0]) == 8)
    #expect(predict(stump(sendsMissingLeft: false), [.nan, 0]) == 13)
  }

  @Test func `both zeros are equal to a threshold of either`() {
    for threshold in [Float(0), -0.0] {
      for value in [Float(0), -0.0] {
        #expect(predict(stump(threshold: threshold, sendsMissingLeft: false), [value, 0]) == 8)
      }
      #expect(predict(stump(threshold: threshold, sendsMissingLeft: false), [.leastNonzeroMagnitude, 0]) == 13)
      #expect(predict(stump(threshold: threshold, sendsMissingLeft: false), [-.leastNonzeroMagnitude, 0]) == 8)
    }
  }

  @Test func `splits by thresholds and by categories may share a feature`() {
    var ensemble = TreeEnsemble()
    let set = ensemble.categories.append([2, 3, 5])
    let trees: [[TreeNode]] = [
      [.split(feature: 0, categorySet: set, sendsMissingLeft: true, left: 1), .leaf(1), .leaf(2)],
      [.split(feature: 0, threshold: 3, sendsMissingLeft: false, left: 1), .leaf(10), .leaf(20)],
    ]
    for nodes in trees {
      ensemble.append(nodes, nodes.map { _ in NodeStatistics(gain: 0, cover: 0) }, output: 0)
    }
    let predictor = TreePredictor(
      BoostedTrees(featureCount: 1, objective: .squaredError, baseMargins: [0], trees: ensemble))
    #expect(predictor.hasTables)
    let expected: [(Float, Float)] = [
      (-1, 12), (0, 12), (1.9, 12), (2, 11), (2.5, 11), (3.9, 21), (4, 22), (5, 21), (6, 22), (.infinity, 22),
      (.nan, 21),
    ]
    for (value, prediction) in expected { #expect(predict(predictor, [value]) == prediction, "\(value)") }
  }

  @Test func `a category far away still has a table`() {
    var ensemble = TreeEnsemble()
    let set = ensemble.categories.append([0, CategorySets.largestCategory])
    let nodes: [TreeNode] = [
      .split(feature: 0, categorySet: set, sendsMissingLeft: false, left: 1), .leaf(1), .leaf(2),
    ]
    ensemble.append(nodes, nodes.map { _ in NodeStatistics(gain: 0, cover: 0) }, output: 0)
    let trees = BoostedTrees(featureCount: 1, objective: .squaredError, baseMargins: [0], trees: ensemble)
    let predictor = TreePredictor(trees)
    #expect(predictor.hasTables)
    for value: Float in [-1, -0.0, 0, 0.99, 1, 16_777_214, 16_777_215, 16_777_216, .infinity, .nan] {
      let row = [value]
      #expect(predictor.predict(row.span) == trees.predict(row.span), "\(value)")
    }
  }

  @Test func `very many runs of categories are walked`() {
    var ensemble = TreeEnsemble()
    let set = ensemble.categories.append(stride(from: 0, to: 200_000, by: 2))
    let nodes: [TreeNode] = [
      .split(feature: 0, categorySet: set, sendsMissingLeft: false, left: 1), .leaf(1), .leaf(2),
    ]
    ensemble.append(nodes, nodes.map { _ in NodeStatistics(gain: 0, cover: 0) }, output: 0)
    let predictor = TreePredictor(
      BoostedTrees(featureCount: 1, objective: .squaredError, baseMargins: [0], trees: ensemble))
    #expect(!predictor.hasTables)
    #expect(predictor.tableBytes == 0)
    #expect(predict(predictor, [4]) == 1)
    #expect(predict(predictor, [5]) == 2)
    let rows: [Float] = [4, 5]
    var predictions: [Float] = [0, 0]
    var span = predictions.mutableSpan
    predictor.predict(rows: rows.span, into: &span, threads: 2)
    #expect(predictions == [1, 2])
  }

  @Test func `one column of many alternating categories is split among smaller segments`() {
    var world = EnsembleWorld(
      seed: 3, EnsembleWorld.Shape(features: 1, trees: 0, categoricalFeatures: [0]))
    var ensemble = TreeEnsemble()
    for _ in 0..<64 {
      let set = ensemble.categories.append((0..<600).filter { _ in world.random.uniform() < 0.5 })
      let nodes: [TreeNode] = [
        .split(feature: 0, categorySet: set, sendsMissingLeft: false, left: 1), .leaf(1), .leaf(2),
      ]
      ensemble.append(nodes, nodes.map { _ in NodeStatistics(gain: 0, cover: 0) }, output: 0)
    }
    let trees = BoostedTrees(featureCount: 1, objective: .squaredError, baseMargins: [0], trees: ensemble)
    let predictor = TreePredictor(trees)
    #expect(predictor.hasTables)
    for category in 0..<610 {
      let row = [Float(category)]
      #expect(predictor.predict(row.span) == trees.predict(row.span), "\(category)")
    }
  }

  @Test func `the link turns margins into predictions`() {
    let predictor = stump(sendsMissingLeft: true, link: .exponential)
    let row: [Float] = [0, 0]
    let prediction = predict(predictor, row)
    #expect(prediction == predictor.trees.predict(row.span))
    let rows = [Float](repeating: 0, count: 40)
    var predictions = [Float](repeating: 0, count: 20)
    var span = predictions.mutableSpan
    predictor.predict(rows: rows.span, into: &span)
    #expect(predictions == [Float](repeating: prediction, count: 20))
  }

  @Test func `a model without trees predicts its base margin`() {
    let predictor = TreePredictor(BoostedTrees(featureCount: 3, objective: .squaredError, baseMargins: [-0.0]))
    #expect(predict(predictor, [1, .nan, 2]).bitPattern == Float(-0.0).bitPattern)
  }
}
