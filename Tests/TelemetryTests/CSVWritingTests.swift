import Foundation
import Testing

import Telemetry

struct CSVWritingTests {
  @Test(arguments: ["table.csv", "table.csv.gz"])
  func `a table reads back as it was written`(name: String) throws {
    let folder = try TemporaryFolder()
    let table = MetricTable(
      names: ["a", "b, \"quoted\""],
      columns: [[1, 0.1, .nan, -2.5e-300], [.pi, 1e22, .leastNonzeroMagnitude, 123_456_789]],
      timestamps: [0, 15, 30.5, 1_722_467_340], interval: 15)
    try CSVFile.write(table, to: folder.path(name))
    #expect(try CSVFile.read(folder.path(name), CSVOptions(interval: 15)) == table)
  }

  @Test func `numbers are short, and missing values are empty cells`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a.csv")
    try CSVFile.write(MetricTable(names: ["a", "b"], columns: [[1, 0.1], [.nan, -3]]), to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "a,b\n1,\n0.1,-3\n")
  }

  @Test func `a missing value in a single column is no blank line`() throws {
    let folder = try TemporaryFolder()
    let table = MetricTable(names: ["a"], columns: [[1, .nan, .nan]])
    try CSVFile.write(table, to: folder.path("a.csv"))
    #expect(try CSVFile.read(folder.path("a.csv")) == table)
  }

  @Test func `an infinite value is refused and the old file is still there`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("old", as: "a.csv")
    #expect(throws: TelemetryError.infiniteValue(name: "a", row: 1)) {
      try CSVFile.write(MetricTable(names: ["a"], columns: [[1, .infinity]]), to: path)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
  }

  @Test func `a folder that is not there is an error of input and output`() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: TelemetryError.self) {
      try CSVFile.write(MetricTable(names: ["a"], columns: [[1]]), to: folder.path("none/a.csv"))
    }
    #expect(error?.kind == .io)
  }

  @Test func `text cells are quoted only where they must be`() {
    var writer = CSVWriter(header: ["row", "top", "score"])
    writer.append(7)
    writer.append("cpu, \"user\"")
    writer.append(Float(0.1))
    writer.endRow()
    writer.append(8)
    writer.append("cpu")
    writer.append(2.0)
    writer.endRow()
    #expect(writer.text == "row,top,score\n7,\"cpu, \"\"user\"\"\",0.1\n8,cpu,2\n")
    #expect(writer.rowCount == 2)
  }
}
