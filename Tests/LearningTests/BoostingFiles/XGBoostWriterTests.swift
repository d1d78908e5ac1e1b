import Foundation
import Learning
import Tensors
import Testing

@Suite("XGBoost's JSON is written and read back")
struct XGBoostWriterTests {
  /// A model of one tree with one split.
  private func stump(
    threshold: Float, objective: BoostingObjective = .squaredError, zeroIsMissing: [Int] = []
  ) -> BoostedTrees {
    var trees = TreeEnsemble()
    trees.append(
      [.split(feature: 0, threshold: threshold, sendsMissingLeft: true, left: 1), .leaf(-1.5), .leaf(1e-20)],
      [.init(gain: 2, cover: 3), .init(gain: 0, cover: 1), .init(gain: 0, cover: 2)], output: 0)
    return BoostedTrees(
      featureCount: 1, objective: objective, baseMargins: [Float](repeating: 0.25, count: objective.outputCount),
      zeroIsMissing: zeroIsMissing, trees: trees)
  }

  @Test(arguments: WrittenModel.allCases) func `what was written reads back`(kind: WrittenModel) throws {
    // A base margin without an exact base score goes into the leaves; the others come back bit for bit.
    let isExact = ![.certain, .logistic, .poisson].contains(kind)
    let model = kind.model
    let read = try BoostedTrees(modelFile: model.xgboostJSON(), name: "written")
    if isExact { #expect(read == model) }
    let again = try BoostedTrees(modelFile: read.xgboostJSON(), name: "written")
    #expect(again.trees == read.trees)
  }

  @Test func `thresholds and leaves of all sizes come back bit for bit`() throws {
    var random = SplitMix64(seed: 7)
    for _ in 0..<400 {
      let bits = UInt32.random(in: 0...UInt32.max, using: &random)
      let threshold = Float(bitPattern: bits)
      guard threshold.nextUp.isFinite, threshold.isFinite else { continue }
      let read = try BoostedTrees(modelFile: stump(threshold: threshold).xgboostJSON(), name: "written")
      #expect(read.trees == stump(threshold: threshold).trees)
    }
  }

  @Test func `a right child stands behind the left one, as XGBoost 3_0 needs it`() throws {
    for kind in WrittenModel.allCases {
      let text = String(decoding: try kind.model.xgboostJSON(), as: UTF8.self)
      let pairs = zip(
        text.matches(of: /"left_children":\[([^\]]*)\]/), text.matches(of: /"right_children":\[([^\]]*)\]/))
      for (lefts, rights) in pairs {
        let behind = lefts.1.split(separator: ",").map { $0 == "-1" ? -1 : (Int($0) ?? 0) + 1 }
        #expect(behind == rights.1.split(separator: ",").map { Int($0) })
      }
    }
  }

  @Test func `equal models give equal bytes`() throws {
    #expect(try WrittenModel.softmax.model.xgboostJSON() == WrittenModel.softmax.model.xgboostJSON())
  }

  @Test func `trees that are missing in a round are filled up`() throws {
    var trees = TreeEnsemble()
    trees.append([.leaf(0.5)], [.init(gain: 0, cover: 1)], output: 1)
    let model = BoostedTrees(featureCount: 2, objective: .softmax(2), baseMargins: [0, 0], trees: trees)
    let read = try BoostedTrees(modelFile: model.xgboostJSON(), name: "written")
    #expect(read.treeCount == 2)
    #expect(read.roundCount == 1)
    let row: [Float] = [0, 0]
    let matrix = TrainingMatrix(features: row, featureCount: 2, targets: [0])
    #expect(read.predict(matrix) == model.predict(matrix))
  }

  @Test func `what the format cannot say is refused with a sentence`() throws {
    func refusal(_ model: BoostedTrees, format: XGBoostFormat = .version3) -> String {
      do throws(BoostingError) {
        _ = try model.xgboostJSON(format: format)
        return ""
      } catch {
        return "\(error)"
      }
    }
    let refusals = [
      (refusal(stump(threshold: 1, zeroIsMissing: [0])), "counts as missing"),
      (refusal(stump(threshold: 1, objective: .quantile(0.5)), format: .version1), "no quantiles"),
    ]
    for (sentence, part) in refusals {
      #expect(sentence.hasPrefix("The model cannot be written as XGBoost's JSON because "))
      #expect(sentence.contains(part))
      #expect(sentence.hasSuffix("."))
    }
  }

  @Test func `a split that parts numbers from missing values is written`() throws {
    let model = stump(threshold: .greatestFiniteMagnitude)
    let read = try BoostedTrees(modelFile: model.xgboostJSON(), name: "stump")
    for value: Float in [0, -3e38, 3e38, 1, .nan] {
      let row = [Float](repeating: value, count: model.featureCount)
      #expect(read.predict(row.span) == model.predict(row.span))
    }
  }

  @Test func `several quantiles are written as levels that may cross`() throws {
    let model = stump(threshold: 1, objective: .quantiles([0.1, 0.9]))
    let read = try BoostedTrees(modelFile: model.xgboostJSON(), name: "quantiles")
    #expect(model.link == .sorted && read.link == .identity)
    #expect(read.objective == model.objective)
    for value: Float in [0, 1, 2, .nan] {
      let row = [Float](repeating: value, count: model.featureCount)
      var (ours, theirs) = ([Float](repeating: 0, count: 2), [Float](repeating: 0, count: 2))
      var span = ours.mutableSpan
      model.margins(row.span, into: &span)
      span = theirs.mutableSpan
      read.margins(row.span, into: &span)
      #expect(ours == theirs)
    }
  }
}
