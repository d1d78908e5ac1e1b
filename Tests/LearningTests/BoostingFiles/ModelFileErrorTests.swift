import Foundation
import Learning
import Tensors
import Testing

@Suite("Model files that make no sense are refused with a sentence")
struct ModelFileErrorTests {
  /// A file of XGBoost's with one tree, whose parts can be replaced.
  private func xgboost(
    lefts: String = "[1,-1,-1]", rights: String = "[2,-1,-1]", conditions: String = "[0.5,1,2]",
    features: String = "[0,0,0]", tree: String = "", learner: String = "", base: String = "5E-1",
    objective: String = "\"name\":\"reg:squarederror\"", nodes: Int = 3
  ) -> String {
    let zeros = "[" + Array(repeating: "0", count: nodes).joined(separator: ",") + "]"
    return """
      {"learner":{\(learner)"gradient_booster":{"model":{"tree_info":[0],"trees":[{\(tree)
      "default_left":\(zeros),"left_children":\(lefts),"right_children":\(rights),
      "loss_changes":\(zeros),"sum_hessian":\(zeros),"split_conditions":\(conditions),"split_indices":\(features),
      "tree_param":{"num_nodes":"\(nodes)"}}]},"name":"gbtree"},
      "learner_model_param":{"base_score":"\(base)","num_class":"0","num_feature":"2"},
      "objective":{\(objective)}},"version":[1,7,6]}
      """
  }

  private func refusal(_ data: Data) -> String? {
    do throws(BoostingError) {
      _ = try BoostedTrees(modelFile: data, name: "model.file")
      return nil
    } catch {
      #expect(error.description.hasPrefix("The model file 'model.file' cannot be loaded because "))
      #expect(error.description.hasSuffix("."))
      return error.description
    }
  }

  private func expectRefusal(
    _ text: String, _ part: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let sentence = refusal(Data(text.utf8))
    #expect(
      sentence?.contains(part) == true, "\(sentence ?? "It was loaded.")", sourceLocation: sourceLocation)
  }

  @Test func `the good file is accepted`() {
    #expect(refusal(Data(xgboost().utf8)) == nil)
  }

  @Test func `what is no tree`() {
    expectRefusal(xgboost(lefts: "[-2,-1,-1]"), "whole numbers from -1 to 2")
    expectRefusal(xgboost(lefts: "[3,-1,-1]"), "whole numbers from -1 to 2")
    expectRefusal(xgboost(rights: "[-1,-1,-1]"), "a child -1")
    expectRefusal(xgboost(lefts: "[0,-1,-1]"), "in two ways")
    expectRefusal(xgboost(lefts: "[2,-1,-1]"), "in two ways")
    expectRefusal(xgboost(lefts: "[1,0,-1]", rights: "[2,2,-1]"), "in two ways")
    expectRefusal(xgboost(lefts: "[-1,-1,-1]"), "2 nodes that no split leads to")
    expectRefusal(xgboost(lefts: "[1,-1]"), "has 2 values, but should have 3")
    expectRefusal(xgboost(lefts: "[1.5,-1,-1]"), "whole numbers")
    expectRefusal(xgboost(lefts: "\"none\""), "array of numbers")
    expectRefusal(xgboost(features: "[2,0,0]"), "feature 2")
    expectRefusal(xgboost(conditions: "[NaN,1,2]"), "nan, but thresholds")
    expectRefusal(xgboost(conditions: "[-Infinity,1,2]"), "nan, but thresholds")
    expectRefusal(xgboost(conditions: "[0,1e39,2]"), "leaf of inf")
  }

  @Test func `sets of categories that lie`() {
    func split(_ sets: String) -> String { xgboost(tree: "\"split_type\":[1,0,0],\(sets),") }
    let start = "\"categories_nodes\":[0],\"categories_segments\":[0]"
    #expect(refusal(Data(split("\(start),\"categories_sizes\":[2],\"categories\":[3,5]").utf8)) == nil)
    expectRefusal(xgboost(tree: "\"split_type\":[1,0,0],"), "has none")
    expectRefusal(split("\(start),\"categories_sizes\":[3],\"categories\":[3,5]"), "whole numbers from 0 to 2")
    expectRefusal(split("\(start),\"categories_sizes\":[2],\"categories\":[3,-5]"), "whole numbers from 0")
    expectRefusal(split("\(start),\"categories_sizes\":[2],\"categories\":[3,16777216]"), "whole numbers from 0")
    expectRefusal(
      split("\"categories_nodes\":[0,1],\"categories_segments\":[0,0],\"categories_sizes\":[2,2],\"categories\":[3,5]"),
      "one behind the other")
  }

  @Test func `sets of huge categories do not fill the memory`() {
    // Each set takes 2 MB, of which the file says 8 bytes.
    let count = 60
    func list(_ value: (Int) -> Int) -> String { "[\((0..<count).map { "\(value($0))" }.joined(separator: ","))]" }
    let all = 2 * count + 1
    func nodes(_ split: (Int) -> Int, _ leaf: Int) -> String {
      "[\((0..<all).map { "\($0 < count ? split($0) : leaf)" }.joined(separator: ","))]"
    }
    let text = xgboost(
      lefts: nodes({ 2 * $0 + 1 }, -1), rights: nodes({ 2 * $0 + 2 }, -1), conditions: nodes({ _ in 0 }, 1),
      features: nodes({ _ in 0 }, 0),
      tree: "\"split_type\":\(nodes({ _ in 1 }, 0)),\"categories_nodes\":\(list { $0 }),"
        + "\"categories_segments\":\(list { $0 }),\"categories_sizes\":\(list { _ in 1 }),"
        + "\"categories\":\(list { _ in 16_777_215 }),", nodes: all)
    expectRefusal(text, "64 MB")
  }

  @Test func `other objectives, boosters, targets and parameters`() {
    expectRefusal(xgboost(objective: "\"name\":\"rank:ndcg\""), "reg:squarederror")
    expectRefusal(xgboost(objective: "\"name\":7"), "should be text")
    expectRefusal(xgboost(objective: "\"name\":\"multi:softprob\""), "softmax(0)")
    expectRefusal(
      xgboost(
        objective: "\"name\":\"reg:quantileerror\",\"quantile_loss_param\":{\"quantile_alpha\":\"[0.9,0.1]\"}"),
      "make no sense")
    expectRefusal(
      xgboost().replacing("\"name\":\"gbtree\"", with: "\"name\":\"gblinear\""), "gbtree or dart")
    expectRefusal(
      xgboost().replacing("\"num_class\":\"0\"", with: "\"num_target\":\"2\""), "a model for each target")
    expectRefusal(
      xgboost().replacing("\"tree_param\":{", with: "\"tree_param\":{\"size_leaf_vector\":\"3\","),
      "one_output_per_tree")
    expectRefusal(xgboost().replacing("\"num_feature\":\"2\"", with: "\"num_feature\":\"9999999\""), "num_feature")
    expectRefusal(xgboost(base: "[1,2]"), "2 values for 1 outputs")
    expectRefusal(xgboost(base: "[1,,2]"), "between brackets")
    expectRefusal(xgboost(base: "nan"), "finite")
    expectRefusal(xgboost(base: "2", objective: "\"name\":\"binary:logistic\""), "no prediction")
    expectRefusal(xgboost(learner: "\"feature_names\":[\"a\"],"), "names 1 features")
    expectRefusal(xgboost().replacing("\"tree_info\":[0]", with: "\"tree_info\":[1]"), "whole numbers from 0 to 0")
  }

  @Test func `what is no model at all`() {
    expectRefusal("", "neither safetensors")
    expectRefusal("binf....", "neither safetensors")
    expectRefusal("{}", "no 'learner'")
    expectRefusal("{\"tree_info\":[]}", "LightGBM's dump")
    expectRefusal("{\"learner\":", "is none")
    expectRefusal(String(repeating: "{\"a\":[", count: 100_000), "is none")
    expectRefusal(
      "{\"learner\":" + String(repeating: "[", count: 200) + String(repeating: "]", count: 200) + "}", "deeper")
    expectRefusal("{\"learner\":[]}", "should be an object")
  }

  @Test func `UBJSON that lies about its lengths`() {
    func refusalOf(_ bytes: [UInt8]) -> String { refusal(Data(Array("{".utf8) + bytes)) ?? "" }
    let huge: [UInt8] = [0x4C, 0x7F, 255, 255, 255, 255, 255, 255, 255]
    #expect(refusalOf(huge).contains("no whole number"))
    #expect(refusalOf([0x49, 0x7F, 255, 0x61]).contains("too early"))
    #expect(refusalOf([0x4C]).contains("too early"))
    #expect(refusalOf([0x69, 1, 0x61, 0x5B, 0x24, 0x64, 0x23] + huge).contains("no whole number"))
    #expect(refusalOf([0x69, 1, 0x61, 0x5B, 0x24, 0x64, 0x23, 0x6C, 0x7F, 255, 255, 255]).contains("longer"))
    #expect(refusalOf([0x69, 1, 0x61, 0x5B, 0x24, 0x5A, 0x23, 0x6C, 0x7F, 255, 255, 255]).contains("type"))
    #expect(refusalOf([0x69, 255]).contains("no whole number"))
    #expect(refusalOf([0x69, 1, 0x61, 0x3F]).contains("marker 63"))
    #expect(refusalOf([0x69, 1, 0x61] + [UInt8](repeating: 0x5B, count: 1_000_000)).contains("deeper"))
    #expect(refusalOf([0x69, 1, 0xFF, 0x5A]).contains("UTF-8"))
    #expect(refusalOf([0x69, 1, 0x61, 0x5A, 0x7D, 0x7D]).contains("goes on"))
    #expect(refusalOf([0x69, 1, 0x61, 0x5A, 0x7D]).contains("no 'learner'"))
  }

  @Test func `LightGBM's text with one thing wrong`() throws {
    let good = String(decoding: try ModelFileFixture.data("lightgbm-4.7.0/squared.txt"), as: UTF8.self)
    #expect(refusal(Data(good.utf8)) == nil)
    #expect(refusal(Data(good.replacing("\n", with: "\r\n").utf8)) == nil)
    let wrongs = [
      ("version=v4", "version=v2", "v3 or v4"),
      ("objective=regression", "objective=lambdarank", "train with regression"),
      ("objective=regression", "objective=regression sqrt", "train with regression"),
      ("objective=regression", "objective=binary", "has no 'sigmoid'"),
      ("objective=regression", "objective=multiclass num_class:3", "in an iteration"),
      ("max_feature_idx=4", "max_feature_idx=3", "names 5 features"),
      ("max_feature_idx=4", "max_feature_idx=-1", "whole numbers from 0"),
      ("tree_sizes=", "tree_sizes=1 ", "announces 5"),
      ("Tree=1", "Tree=7", "should"),
      ("is_linear=0", "is_linear=1", "linear_tree"),
      ("num_leaves=4", "num_leaves=400000", "has 3 values, but should have 399999"),
      ("decision_type=", "decision_type=1 ", "has 4 values"),
      ("leaf_value=", "leaf_value=x", "should hold numbers"),
      ("left_child=1", "left_child=0", "in two ways"),
      ("left_child=1", "left_child=-9", "whole numbers from -4"),
      ("cat_boundaries=0", "cat_boundaries=1", "should rise from 0"),
      ("end of trees", "end", "copied whole"),
    ]
    for (old, new, part) in wrongs {
      let text = good.replacing(old, with: new)
      #expect(text != good, "\(old)")
      expectRefusal(text, part)
    }
  }

  @Test func `a feature whose zeros are missing only sometimes`() throws {
    let good = String(decoding: try ModelFileFixture.data("lightgbm-4.7.0/zeros.txt"), as: UTF8.self)
    let line = try #require(good.firstMatch(of: /decision_type=[^\n]*/)).0
    let mixed = line.replacing("4", with: "8").replacing("6", with: "10")
    expectRefusal(good.replacing(line, with: mixed, maxReplacements: 1), "zero_as_missing")
  }

  @Test func `a chain of a hundred thousand splits is a tree like any other`() throws {
    let splits = 100_000
    let count = 2 * splits + 1
    func list(_ split: (Int) -> Int, _ leaf: Int) -> String {
      // Nodes 0 ..< splits are a chain, whose last ends in two leaves.
      "[\((0..<count).map { "\($0 < splits ? split($0) : leaf)" }.joined(separator: ","))]"
    }
    let text = xgboost(
      lefts: list({ $0 + 1 }, -1), rights: list({ $0 == splits - 1 ? 2 * splits : splits + 1 + $0 }, -1),
      conditions: list({ _ in 0 }, 1), features: list({ _ in 1 }, 0), nodes: count)
    let model = try BoostedTrees(modelFile: Data(text.utf8), name: "chain")
    let row: [Float] = [0, -1]
    #expect(model.predict(row.span) == 1.5)
    #expect(try BoostedTrees(modelFile: model.xgboostJSON(), name: "chain").trees == model.trees)
  }

  @Test func `safetensors are loaded by their content too`() throws {
    for kind in [WrittenModel.squared, .logitraw, .softmax, .quantiles] {
      let data = SafetensorsFile(tensors: kind.model.tensors(prefix: "")).encoded()
      #expect(try BoostedTrees(modelFile: data, name: "model") == kind.model)
      #expect(refusal(data.dropLast())?.contains("no sound safetensors file") == true)
    }
  }

  @Test func `a file that is not there`() {
    let url = URL(fileURLWithPath: "/nowhere/model.json")
    #expect {
      _ = try BoostedTrees(contentsOf: url)
    } throws: {
      "\($0)".hasPrefix("The model file '/nowhere/model.json' could not be read (")
    }
  }
}
