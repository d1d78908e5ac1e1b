import Engine
import Foundation
import Scaling
import Simulation
import Telemetry
import Testing

/// The recorded traces, where they are: not a part of the package.
private enum RecordedTraces {
  /// The environment's `TIDEGATE_DATA`, else `shared/data` beside the package.
  static let folder: String = {
    if let folder = ProcessInfo.processInfo.environment["TIDEGATE_DATA"] { return "\(folder)/load" }
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return package.deletingLastPathComponent().appendingPathComponent("shared/data/load").path
  }()

  static var areThere: Bool { FileManager.default.fileExists(atPath: "\(folder)/manifest.json") }
}

/// One line of the study's table: unserved %, ready and started replica-hours over demand, for HPA-50, HPA-70,
/// HPA-90, Knative and the oracle.
struct StudyRow: Sendable, CustomTestStringConvertible {
  let name: String
  let file: String
  let column: String
  let firstRow: Int
  let startup: Double
  let columns: [(unserved: Double, ready: Double, started: Double)]

  var testDescription: String { "\(name), start-up \(Int(startup)) s" }

  static let contestants = ["hpa:50", "hpa:70", "hpa:90", "knative", "oracle"]

  private init(
    _ name: String, _ file: String, _ column: String, from firstRow: Int, startup: Double,
    _ columns: [(Double, Double, Double)]
  ) {
    self.name = name
    self.file = file
    self.column = column
    self.firstRow = firstRow
    self.startup = startup
    self.columns = columns.map { (unserved: $0.0, ready: $0.1, started: $0.2) }
  }

  private static let twitter = "TWITTER-2021-08/twitter_1min.csv.gz"
  private static let nasa = "NASA-HTTP-1995/nasa_1min.csv.gz"
  private static let worldCup = "WORLDCUP98/worldcup98_1min.csv.gz"
  private static let functions = "AZURE-FUNCTIONS-2021/func_243_1min.csv.gz"

  /// Made by the prototype of the design study: a simulation in Python, of which this one is independent.
  static let all = [
    StudyRow(
      "Twitter", twitter, "tweets", from: 7_200, startup: 60,
      [(1.563, 2.14, 2.19), (3.792, 1.50, 1.53), (9.435, 1.07, 1.08), (2.088, 1.37, 1.42), (0, 1.01, 1.03)]),
    StudyRow(
      "Twitter", twitter, "tweets", from: 7_200, startup: 300,
      [(6.642, 1.88, 2.05), (10.9, 1.29, 1.36), (14.9, 0.96, 0.98), (8.521, 1.24, 1.43), (0, 1.02, 1.14)]),
    StudyRow(
      "NASA", nasa, "requests", from: 21_120, startup: 60,
      [(0.134, 2.46, 2.53), (0.564, 1.77, 1.81), (2.670, 1.33, 1.35), (5.268, 1.24, 1.42), (0, 1.06, 1.14)]),
    StudyRow(
      "NASA", nasa, "requests", from: 21_120, startup: 300,
      [(0.494, 2.26, 2.56), (1.519, 1.61, 1.80), (5.078, 1.21, 1.30), (14.0, 0.97, 1.49), (0, 1.21, 1.36)]),
    StudyRow(
      "World Cup", worldCup, "requests", from: 29_237, startup: 60,
      [(0.000, 1.89, 1.90), (0.000, 1.38, 1.39), (0.063, 1.09, 1.10), (0.001, 1.36, 1.38), (0, 1.00, 1.01)]),
    StudyRow(
      "World Cup", worldCup, "requests", from: 29_237, startup: 300,
      [(0.000, 1.87, 1.90), (0.006, 1.37, 1.39), (0.802, 1.08, 1.09), (0.004, 1.32, 1.38), (0, 1.02, 1.04)]),
    StudyRow(
      "Functions 243", functions, "y", from: 3_360, startup: 60,
      [(0.459, 1.81, 1.84), (0.881, 1.39, 1.40), (3.262, 1.12, 1.13), (0.606, 1.22, 1.27), (0, 1.02, 1.04)]),
    StudyRow(
      "Functions 243", functions, "y", from: 3_360, startup: 300,
      [(4.840, 1.67, 1.78), (7.869, 1.25, 1.33), (18.2, 0.97, 1.01), (3.397, 1.12, 1.28), (0, 1.06, 1.12)]),
  ]
}

struct StudyReferenceTests {
  @Test(
    .enabled(
      if: RecordedTraces.areThere,
      "the recorded traces are not there: set TIDEGATE_DATA to their folder, or put it at shared/data beside the package"
    ),
    arguments: StudyRow.all)
  func `the baselines in the reference cluster do what they did in the study`(row: StudyRow) throws {
    let table = try CSVFile.read("\(RecordedTraces.folder)/\(row.file)", CSVOptions(columns: [row.column]))
    let values = try table.column(row.column)
    let trace = LoadTrace(values: values, interval: 60, capacity: (values.max() ?? 0) / 50)
    let workload = WorkloadConfiguration(replicaCapacity: trace.replicaCapacity, startupSeconds: row.startup)
    #expect(row.columns.count == StudyRow.contestants.count)
    for (name, expected) in zip(StudyRow.contestants, row.columns) {
      var pipeline = try #require(Contestant(name)).pipeline(workload, trace: trace, models: .none)
      var cluster = SimulatedCluster(
        trace: trace, timing: workload.timing, limits: workload.limits,
        scoredFrom: trace.tick(ofRow: row.firstRow, interval: 60))
      while let observation = cluster.next() { cluster.scale(to: pipeline.decide(observation).replicas) }
      let report = cluster.meter.report(policy: name)
      // Within 2 %, and what the table's last digit cannot say.
      func agree(_ found: Double, _ expected: Double, digit: Double) -> Bool {
        abs(found - expected) <= max(0.02 * expected, digit)
      }
      #expect(
        agree(report.unservedPercent, expected.unserved, digit: 0.0006),
        "\(name): \(report.unservedPercent) % unserved, not \(expected.unserved) %")
      #expect(
        agree(report.replicaHoursOverDemand, expected.ready, digit: 0),
        "\(name): \(report.replicaHoursOverDemand) ready, not \(expected.ready)")
      #expect(
        agree(report.replicaHoursStartedOverDemand, expected.started, digit: 0),
        "\(name): \(report.replicaHoursStartedOverDemand) started, not \(expected.started)")
    }
  }
}
