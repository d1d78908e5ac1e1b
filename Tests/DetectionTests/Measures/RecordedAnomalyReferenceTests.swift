import Detection
import Foundation
import Telemetry
import Testing

/// The recorded anomalies, where they are: not a part of the package.
private enum RecordedAnomalies {
  /// In the environment's `TIDEGATE_DATA`, else in `shared/data` beside the package.
  static let folder: String = {
    if let folder = ProcessInfo.processInfo.environment["TIDEGATE_DATA"] { return "\(folder)/anomaly" }
    let package = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    return package.deletingLastPathComponent().appendingPathComponent("shared/data/anomaly").path
  }()

  static var areThere: Bool { FileManager.default.fileExists(atPath: "\(folder)/golden/metrics_golden.json") }
  static let absence: Comment =
    "the recorded anomalies are not there: set TIDEGATE_DATA to their folder, or put it at shared/data beside the package"

  static func json<Value: Decodable>(_ path: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)")))
  }

  /// The times of a series' rows, its windows, and a detector's scores and contributions of rows.
  static func series(
    _ name: String, detector: String, _ windows: [[String]]
  ) throws -> (series: NABSeries, contributions: [Double]) {
    let times = try #require(try CSVFile.read("\(folder)/NAB/data/\(name)").timestamps)
    let table = try CSVFile.read("\(folder)/NAB/reference/\(detector)/\(name).gz")
    func seconds(_ text: String) throws -> Double {
      let table = try CSVFile.read(bytes: Array("timestamp,value\n\(text),0\n".utf8), name: "window")
      return try #require(table.timestamps?.first)
    }
    let rows = NABSeries.rows(of: try windows.map { (try seconds($0[0]), try seconds($0[1])) }, times: times)
    return (
      NABSeries(name: name, windows: try rows.map { try #require($0) }, scores: try table.column("anomaly_score")),
      try table.column("S_standard")
    )
  }
}

/// Values of TSB-AD's evaluation code on scores of NAB's detectors, and of NAB's own.
@Suite(.enabled(if: RecordedAnomalies.areThere, RecordedAnomalies.absence))
struct RecordedAnomalyReferenceTests {
  private struct Golden: Decodable {
    struct Case: Decodable {
      struct Fixed: Decodable {
        var threshold: Double
        var point, pa: [Double]
        var affiliation: [Double]
        var affiliation_per_event: [[Double?]]
      }
      var file, detector: String
      var VUS_PR_w20, VUS_ROC_w20, VUS_PR_w100, VUS_ROC_w100: Double
      var AUC_PR, AUC_ROC, bestF1, bestPAF1, bestEventF1, bestRF1, bestAffF1: Double
      var fixed: Fixed
    }
    var cases: [Case]
  }

  @Test func `every measure is TSB-AD's`() throws {
    let golden: Golden = try RecordedAnomalies.json("golden/metrics_golden.json")
    let windows: [String: [[String]]] = try RecordedAnomalies.json("NAB/labels/combined_windows.json")
    #expect(golden.cases.count == 12)
    for expected in golden.cases {
      let series = try RecordedAnomalies.series(
        expected.file, detector: expected.detector, try #require(windows[expected.file])
      ).series
      let labelled = LabelledScores(series.scores, events: series.windows)
      func check(_ name: String, _ found: Double?, _ value: Double?) {
        #expect(
          agree(found, value, within: 1e-6),
          "\(expected.file), \(expected.detector): \(name) \(String(describing: found)), not \(String(describing: value))"
        )
      }
      check("AUC-PR", labelled.aucPR, expected.AUC_PR)
      check("AUC-ROC", labelled.aucROC, expected.AUC_ROC)
      let narrow = labelled.volumes(window: 20)
      check("VUS-PR 20", narrow?.pr, expected.VUS_PR_w20)
      check("VUS-ROC 20", narrow?.roc, expected.VUS_ROC_w20)
      let wide = labelled.volumes(window: 100)
      check("VUS-PR 100", wide?.pr, expected.VUS_PR_w100)
      check("VUS-ROC 100", wide?.roc, expected.VUS_ROC_w100)
      // TSB-AD adds 1e-5 to the sum of precision and recall.
      let best = labelled.bestPoint
      let (precision, recall) = (try #require(best.precision), try #require(best.recall))
      check("best F1", 2 * precision * recall / (precision + recall + 1e-5), expected.bestF1)
      check("best point-adjusted F1", labelled.best(\.pointAdjusted).f1, expected.bestPAF1)
      check("best event F1", labelled.best(\.event).f1, expected.bestEventF1)
      check("best range F1", labelled.best(\.range).f1, expected.bestRF1)
      check("best affiliation F1", labelled.best(\.affiliation).f1, expected.bestAffF1)
      let alarms = labelled.alarms(above: expected.fixed.threshold.nextDown)
      check("precision", alarms.point.precision, expected.fixed.point[0])
      check("recall", alarms.point.recall, expected.fixed.point[1])
      check("F1", alarms.point.f1, expected.fixed.point[2])
      // TSB-AD calls the precision of alarms that are all false 0 too.
      check("adjusted precision", alarms.pointAdjusted.precision, expected.fixed.pa[0])
      check("adjusted recall", alarms.pointAdjusted.recall, expected.fixed.pa[1])
      check("adjusted F1", alarms.pointAdjusted.f1, expected.fixed.pa[2])
      check("affiliation precision", alarms.affiliation.precision, expected.fixed.affiliation[0])
      check("affiliation recall", alarms.affiliation.recall, expected.fixed.affiliation[1])
      let zones = alarms.affiliationZones
      #expect(zones.count == expected.fixed.affiliation_per_event[0].count)
      for (index, zone) in zones.enumerated() {
        check("precision of zone \(index)", zone.precision, expected.fixed.affiliation_per_event[0][index])
        check("recall of zone \(index)", zone.recall, expected.fixed.affiliation_per_event[1][index])
      }
    }
  }

  private struct Threshold: Decodable {
    var threshold: Double
  }

  @Test(arguments: ["numenta", "windowedGaussian"], NABProfile.allCases)
  func `files score what NAB's own scorer gave them`(detector: String, profile: NABProfile) throws {
    let thresholds: [String: [String: Threshold]] = try RecordedAnomalies.json("NAB/reference/thresholds.json")
    let threshold = try #require(thresholds[detector]?[profile.rawValue]).threshold
    let windows: [String: [[String]]] = try RecordedAnomalies.json("NAB/labels/combined_windows.json")
    let expected = try CSVText(
      "\(RecordedAnomalies.folder)/NAB/reference/\(detector)/\(detector)_\(profile.rawValue)_scores.csv")
    #expect(expected.rows.count == 43)
    let scorer = NABScorer(profile)
    for row in expected.rows {
      let name = try #require(row["File"])
      let (series, contributions) = try RecordedAnomalies.series(name, detector: detector, try #require(windows[name]))
      let score = try #require(scorer.score([series], threshold: threshold).files.first)
      #expect(agree(score.score, try row.number("Score"), within: 1e-6), "\(name): \(score.score)")
      #expect(try Double(score.hits) == row.number("TP") && Double(score.falseAlarms) == row.number("FP"), "\(name)")
      if profile == .standard {
        let found = scorer.contributions(of: series, threshold: threshold)
        #expect(zip(found, contributions).allSatisfy { agree($0, $1, within: 1e-6) }, "\(name)")
        #expect(contributions.contains { $0 != 0 } || score.score == 0, "\(name)")
      }
    }
  }

  /// On these 43 of its 58 series; the scores stored for them at NAB's own threshold have the same sum.
  @Test(arguments: [("numenta", 67.45), ("windowedGaussian", 37.57)])
  func `the best threshold for all series scores what NAB's own does`(detector: String, expected: Double)
    throws
  {
    let windows: [String: [[String]]] = try RecordedAnomalies.json("NAB/labels/combined_windows.json")
    let scores = try CSVText("\(RecordedAnomalies.folder)/NAB/reference/null/null_standard_scores.csv")
    let corpus = try scores.rows.map { row in
      let name = try #require(row["File"])
      return try RecordedAnomalies.series(name, detector: detector, try #require(windows[name])).series
    }
    let scorer = NABScorer(.standard)
    #expect(
      agree(scorer.score(corpus, threshold: scorer.bestThreshold(corpus)).normalized, expected, within: 0.005))
  }

  @Test(arguments: NABProfile.allCases)
  func `a detector that says nothing has lost every window`(profile: NABProfile) throws {
    let expected = try CSVText("\(RecordedAnomalies.folder)/NAB/reference/null/null_\(profile.rawValue)_scores.csv")
    let windows: [String: [[String]]] = try RecordedAnomalies.json("NAB/labels/combined_windows.json")
    for row in expected.rows {
      let name = try #require(row["File"])
      let (series, _) = try RecordedAnomalies.series(name, detector: "numenta", try #require(windows[name]))
      let silent = NABSeries(name: name, windows: series.windows, scores: series.scores.map { _ in 0 })
      #expect(try NABScorer(profile).score([silent], threshold: 1).raw == row.number("Score"), "\(name)")
    }
  }
}

/// A small CSV with text in it, as NAB writes its results.
private struct CSVText {
  struct Row {
    let cells: [String: String]
    subscript(name: String) -> String? { cells[name] }
    func number(_ name: String) throws -> Double { try #require(cells[name].flatMap { Double($0) }) }
  }

  let rows: [Row]

  init(_ path: String) throws {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",").map(String.init)
    }
    rows = lines.dropFirst().map { Row(cells: Dictionary(uniqueKeysWithValues: zip(lines[0], $0))) }
  }
}
