import Foundation
import Learning
import Testing

/// Compares with XGBoost's `pred_contribs` and `get_score` and LightGBM's `pred_contrib` and `feature_importance`.
struct TreeContributionsReferenceTests {
  private static let rows = ContributionFixture.shared.rows.map { row in row.map { $0 ?? .nan } }

  @Test(arguments: ContributionFixture.shared.models)
  func `contributions are those of the library that grew the trees`(model: ContributionFixture.Model) {
    let trees = model.boostedTrees
    for (index, row) in Self.rows.enumerated() {
      let contributions = trees.contributions(row.span)
      let expected = model.contributions[index]
      #expect(contributions.count == expected.count)
      // XGBoost adds up Floats.
      let scale = 1 + expected.reduce(0) { max($0, abs($1)) }
      for (place, (found, wanted)) in zip(contributions, expected).enumerated() {
        #expect(abs(Double(found) - wanted) < 2e-6 * scale, "row \(index), place \(place)")
      }
      let width = trees.featureCount + 1
      for output in 0..<trees.outputCount {
        let sum = contributions[output * width..<(output + 1) * width].reduce(0.0) { $0 + Double($1) }
        #expect(abs(sum - model.margins[index][output]) < 2e-6 * scale, "row \(index), output \(output)")
      }
    }
  }

  @Test(arguments: ContributionFixture.shared.models)
  func `importances are those of the library that grew the trees`(model: ContributionFixture.Model) throws {
    let kinds: [(FeatureImportance, String)] = [
      (.weight, "weight"), (.gain, "gain"), (.cover, "cover"), (.totalGain, "total_gain"), (.totalCover, "total_cover"),
    ]
    #expect(kinds.map(\.0) == FeatureImportance.allCases)
    var checked = 0
    for (kind, name) in kinds {
      guard let expected = model.importance[name] else { continue }
      let found = model.boostedTrees.importance(kind)
      #expect(found.count == expected.count)
      for (value, wanted) in zip(found, expected) { #expect(abs(value - wanted) <= 1e-5 * max(1, wanted), "\(name)") }
      checked += 1
    }
    #expect(checked >= 2)
  }
}
