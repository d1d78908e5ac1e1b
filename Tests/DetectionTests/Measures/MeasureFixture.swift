import Detection
import Foundation
import Testing

/// Small series with the measures that plain Python gives them; `Fixtures/measures.py` made it.
struct MeasureFixture: Decodable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var events: [[Int]]
    var scores: [Double]
    /// Above which is an alarm.
    var threshold: Double
    var aucPR, aucROC, bestF1: Double
    /// VUS-PR and VUS-ROC by the window's rows.
    var volumes: [String: [Double]]
    /// Precision and recall by measure.
    var alarms: [String: [Double?]]
    var zones: [[Double?]]
    /// The best F1 of 100 thresholds by measure.
    var best: [String: Double]

    var testDescription: String { name }
    var labelled: LabelledScores { LabelledScores(scores, events: events.map { $0[0]...$0[1] }) }
  }

  struct NAB: Decodable {
    struct Series: Decodable {
      var name: String
      var times: [Double]
      var windows: [[Double]]
      var rows: [[Int]]
      var scores: [Double]
    }
    struct Profile: Decodable {
      var threshold, raw, normalized: Double
      var files: [Double]
      /// At a threshold of 0.5.
      var filesAtHalf: [Double]
      /// What detecting each row is worth.
      var values: [[Double]]
    }
    var series: [Series]
    var profiles: [String: Profile]
  }

  var cases: [Case]
  var nab: NAB

  static let shared = Result {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/measures", withExtension: "json"))
    return try JSONDecoder().decode(MeasureFixture.self, from: Data(contentsOf: url))
  }
  static let cases = (try? shared.get().cases) ?? []

  static let measures: [String: @Sendable (LabelledAlarms) -> PrecisionRecall] = [
    "point": { $0.point }, "pointAdjusted": { $0.pointAdjusted }, "event": { $0.event }, "range": { $0.range },
    "affiliation": { $0.affiliation },
  ]
}

/// Whether two measures are the same to 1e-9, or both undefined.
func agree(_ found: Double?, _ expected: Double?, within tolerance: Double = 1e-9) -> Bool {
  guard let found, let expected else { return found == nil && expected == nil }
  return abs(found - expected) <= tolerance
}
