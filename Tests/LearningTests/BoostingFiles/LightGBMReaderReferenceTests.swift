import Foundation
import Learning
import Testing

/// Compares with LightGBM; `Fixtures/model-files/make.py` made the models and the predictions.
@Suite("Models of LightGBM's predict what they predict there")
struct LightGBMReaderReferenceTests {
  private func model(_ name: String) throws -> BoostedTrees {
    try BoostedTrees(contentsOf: ModelFileFixture.url("lightgbm-4.7.0/\(name).txt"))
  }

  @Test func `every objective, booster and kind of split`() throws {
    let fixtures = try ModelFileFixture.all("lightgbm-4.7.0")
    #expect(fixtures.count >= 15)
    for (name, fixture) in fixtures { fixture.expectAgreement(try model(name), name) }
  }

  @Test func `the objective and the names are kept`() throws {
    #expect(try model("squared").featureNames == ["load", "day", "gap", "kind", "tail"])
    #expect(try model("squared").objective == .squaredError)
    #expect(try model("absolute").objective == .absoluteError)
    #expect(try model("huber").objective == .huber(1.5))
    #expect(try model("poisson").objective == .poisson)
    #expect(try model("logistic").objective == .logistic)
    #expect(try model("softmax").objective == .softmax(3))
    #expect(try model("quantile").objective == .quantile(0.8))
    #expect(try model("leaf").treeCount == 1)
  }

  @Test func `zeros count as missing only where LightGBM says so`() throws {
    #expect(try !model("zeros").zeroIsMissing.isEmpty)
    #expect(try model("squared").zeroIsMissing.isEmpty)
    #expect(try model("none").zeroIsMissing.isEmpty)
  }

  @Test func `gain and cover are split_gain and counts of rows`() throws {
    let statistics = try model("plain").trees.statistics
    #expect(statistics[0].cover == 400)
    #expect(statistics[0].gain > 0)
  }
}
