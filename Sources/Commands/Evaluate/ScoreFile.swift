import Telemetry

/// Scores and alarms as `detect` writes them.
struct ScoreFile {
  /// Per row, finite.
  let scores: [Double]
  let isAlarm: [Bool]

  /// - Throws: for a file that cannot be read, without the columns row, score and anomaly, with rows that do not count from 0, or with
  ///   a score that is missing or an anomaly that is neither 0 nor 1.
  init(_ path: String) throws {
    let table = try CSVFile.read(path, CSVOptions(columns: ["row", "score", "anomaly"]))
    func refuse(_ row: Int, _ column: String, _ found: Double, _ expected: String) -> CommandFailure {
      CommandFailure(
        .badData,
        "\(path):\(row + 2): found \(found.isNaN ? "nothing" : "\(found)") in column \"\(column)\", expected \(expected)"
      )
    }
    for (row, found) in table.columns[0].enumerated() where found != Double(row) {
      throw refuse(row, "row", found, "\(row), since every row is scored in order; give the file as detect wrote it")
    }
    for (row, found) in table.columns[1].enumerated() where found.isNaN {
      throw refuse(row, "score", found, "a score of every row; run detect again")
    }
    for (row, found) in table.columns[2].enumerated() where found != 0 && found != 1 {
      throw refuse(row, "anomaly", found, "1 for an alarm or 0; run detect again")
    }
    scores = table.columns[1]
    isAlarm = table.columns[2].map { $0 == 1 }
  }
}
