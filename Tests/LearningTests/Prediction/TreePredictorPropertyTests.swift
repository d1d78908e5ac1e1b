import Learning
import Tensors
import Testing

@Suite("The prepared predictor and the plain walk, over seeds")
struct TreePredictorPropertyTests {
  typealias Shape = EnsembleWorld.Shape

  /// Worlds of every kind that the tables have to hold.
  static let shapes: [(name: String, shape: Shape)] = [
    ("a few small trees", Shape(trees: 7, leaves: 1...8)),
    ("trees of up to 32 leaves", Shape(features: 28, trees: 120, leaves: 1...32, thresholds: 200)),
    ("trees of up to 64 leaves", Shape(trees: 70, leaves: 33...64)),
    ("trees of up to 100 leaves", Shape(trees: 40, leaves: 1...100)),
    ("trees of up to 256 leaves", Shape(trees: 20, leaves: 250...256, thresholds: 1000)),
    ("trees of 257 leaves, which have no tables", Shape(trees: 5, leaves: 257...257)),
    ("300 stumps", Shape(trees: 300, leaves: 2...2)),
    ("leaves alone", Shape(trees: 5, leaves: 1...1)),
    ("no trees", Shape(trees: 0)),
    ("one feature", Shape(features: 1, trees: 50, thresholds: 700)),
    ("two segments", Shape(features: 9, trees: 700, leaves: 2...12, thresholds: 300)),
    ("more features than a segment has columns", Shape(features: 900, trees: 60, leaves: 30...31)),
    ("more than 256 thresholds a feature", Shape(features: 2, trees: 300, leaves: 20...31, thresholds: 4000)),
    ("zeros that count as missing", Shape(trees: 60, zeroIsMissing: [0, 3, 5])),
    ("categories", Shape(trees: 60, categoricalFeatures: [1, 4])),
    ("nothing but categories", Shape(features: 3, trees: 90, categoricalFeatures: [0, 1, 2])),
    (
      "categories and zeros that count as missing",
      Shape(trees: 60, categoricalFeatures: [1, 2], zeroIsMissing: [1, 3])
    ),
    ("three outputs", Shape(trees: 100, outputs: 3)),
    ("seven outputs, some without a tree", Shape(trees: 5, outputs: 7)),
    ("twenty outputs", Shape(trees: 400, leaves: 2...12, outputs: 20)),
  ]

  @Test(arguments: shapes.indices, 0..<6 as Range<UInt64>)
  func `one row has the bits of the plain walk`(kind: Int, seed: UInt64) {
    let (name, shape) = Self.shapes[kind]
    var world = EnsembleWorld(seed: seed * 100 + UInt64(kind), shape)
    let trees = world.model(link: seed % 2 == 0 ? .identity : nil)
    let predictor = TreePredictor(trees)
    #expect(predictor.hasTables == (shape.leaves.upperBound <= 256), "\(name)")
    let rows = world.rows(150)
    var walked = [Float](repeating: 0, count: shape.outputs)
    var predicted = walked
    for row in 0..<150 {
      let features = rows.span.extracting(row * shape.features..<(row + 1) * shape.features)
      var walkedSpan = walked.mutableSpan
      trees.predict(features, into: &walkedSpan)
      var predictedSpan = predicted.mutableSpan
      predictor.predict(features, into: &predictedSpan)
      #expect(predicted.map(\.bitPattern) == walked.map(\.bitPattern), "\(name), row \(row)")
      if shape.outputs == 1 {
        #expect(predictor.predict(features).bitPattern == trees.predict(features).bitPattern, "\(name), row \(row)")
      }
    }
  }

  @Test(arguments: shapes.indices)
  func `a batch has the bits of its rows`(kind: Int) {
    let (name, shape) = Self.shapes[kind]
    var world = EnsembleWorld(seed: 7_000 + UInt64(kind), shape)
    let trees = world.model()
    let predictor = TreePredictor(trees)
    let most = 300
    let rows = world.rows(most)
    var walked = [Float](repeating: 0, count: most * shape.outputs)
    var walkedSpan = walked.mutableSpan
    trees.predict(rows: rows.span, into: &walkedSpan)
    for count in Array(0...35) + [255, 256, 257, 300] {
      var predicted = [Float](repeating: .nan, count: count * shape.outputs)
      var predictedSpan = predicted.mutableSpan
      predictor.predict(rows: rows.span.extracting(0..<count * shape.features), into: &predictedSpan)
      #expect(
        predicted.map(\.bitPattern) == walked.prefix(predicted.count).map(\.bitPattern), "\(name), \(count) rows")
    }
  }

  @Test(arguments: [1, 2, 3])
  func `threads share the rows of a large batch without changing a bit`(threads: Int) {
    for shape in [Shape(trees: 30), Shape(trees: 30, outputs: 3)] {
      var world = EnsembleWorld(seed: 8, shape)
      let trees = world.model()
      let rows = world.rows(5_003)
      var walked = [Float](repeating: 0, count: 5_003 * shape.outputs)
      var walkedSpan = walked.mutableSpan
      trees.predict(rows: rows.span, into: &walkedSpan)
      var predicted = [Float](repeating: .nan, count: walked.count)
      var predictedSpan = predicted.mutableSpan
      TreePredictor(trees).predict(rows: rows.span, into: &predictedSpan, threads: threads)
      #expect(predicted.map(\.bitPattern) == walked.map(\.bitPattern))
      #expect(Set(predicted).count > 500)
    }
  }
}
