import Foundation
import Learning
import Testing

/// Compares with XGBoost; `Fixtures/model-files/make.py` made the models and the predictions.
@Suite("Models of XGBoost's predict what they predict there", .serialized)
struct XGBoostReaderReferenceTests {
  static let versions = ["1.7.6", "3.2.0"]

  @Test(arguments: versions) func `every objective, booster and kind of split`(version: String) throws {
    let fixtures = try ModelFileFixture.all("xgboost-\(version)")
    #expect(fixtures.count >= 15)
    for (name, fixture) in fixtures {
      let model = try BoostedTrees(contentsOf: ModelFileFixture.url("xgboost-\(version)/\(name).json"))
      fixture.expectAgreement(model, checksPredictions: name != "softmax", "\(version) \(name)")
    }
  }

  @Test(arguments: versions) func `UBJSON holds the same model as JSON`(version: String) throws {
    for name in ["squared", "dart"] {
      let folder = "xgboost-\(version)"
      let fromJSON = try BoostedTrees(modelFile: ModelFileFixture.data("\(folder)/\(name).json"), name: name)
      let fromUBJSON = try BoostedTrees(modelFile: ModelFileFixture.data("\(folder)/\(name).ubj"), name: name)
      #expect(fromJSON == fromUBJSON)
    }
  }

  @Test(arguments: versions) func `the objective, the names and the best round are kept`(version: String) throws {
    func model(_ name: String) throws -> BoostedTrees {
      try BoostedTrees(modelFile: ModelFileFixture.data("xgboost-\(version)/\(name).json"), name: name)
    }
    #expect(try model("squared").featureNames == ["load", "day", "gap \"quoted\"", "kind", "tail"])
    #expect(try model("plain").featureNames == [])
    #expect(try model("plain").featureCount == 5)
    #expect(try model("plain").objective == .squaredError)
    #expect(try model("absolute").objective == .absoluteError)
    #expect(try model("huber").objective == .huber(1.5))
    #expect(try model("poisson").objective == .poisson)
    #expect(try model("logistic").objective == .logistic)
    #expect(try model("logitraw").link == .identity)
    #expect(try model("softmax").objective == .softmax(3))
    // Two trees of a round are two rounds here.
    #expect(try model("forest").roundCount == 4)
    if version == "3.2.0" {
      #expect(try model("quantile").objective == .quantile(0.9))
      #expect(try model("quantiles").objective == .quantiles([0.1, 0.5, 0.9]))
      #expect(try model("quantiles").link == .identity)
    }
    let fixtures = try ModelFileFixture.all("xgboost-\(version)")
    let best = try #require(fixtures["early"]?.bestIteration)
    let early = try model("early")
    #expect(early.bestRound == best + 1)
    #expect(early.roundCount > best + 1)
  }

  @Test func `gain and cover are loss_changes and sum_hessian`() throws {
    let text = String(decoding: try ModelFileFixture.data("xgboost-3.2.0/plain.json"), as: UTF8.self)
    let model = try BoostedTrees(modelFile: Data(text.utf8), name: "plain")
    #expect(model.trees.statistics[0].cover == 400)
    let gain = try #require(text.firstMatch(of: /"loss_changes":\[([^,]+),/)).1
    #expect(model.trees.statistics[0].gain == Float(gain))
  }
}
