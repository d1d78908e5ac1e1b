import Testing

import Telemetry

struct CSVColumnsTests {
  private func read(_ text: String, _ options: CSVOptions = CSVOptions()) throws(TelemetryError) -> MetricTable {
    var chosen = options
    chosen.layout = .columns
    return try CSVFile.read(bytes: Array(text.utf8), name: "a.csv", chosen)
  }

  @Test func `each line is a metric`() throws {
    let table = try read("1,2,3\n4,,6\n")
    #expect(table == MetricTable(names: ["m1", "m2"], columns: [[1, 2, 3], [4, .nan, 6]]))
  }

  @Test func `the first cell of a line may be its name`() throws {
    let table = try read("timestamp,0,60\r\ncpu,1,2\r\nmemory,3,4\r\n\r\n")
    #expect(table.names == ["cpu", "memory"])
    #expect(table.columns == [[1, 2], [3, 4]])
    #expect(table.timestamps == [0, 60] && table.interval == 60)
  }

  @Test func `wanted lines come in the order wanted, and the others may hold text`() throws {
    let table = try read("host,a,b\ncpu,1,2\nrps,3,4\n", CSVOptions(columns: ["rps", "cpu"]))
    #expect(table.columns == [[3, 4], [1, 2]])
  }

  @Test func `the transposed file gives the same table`() throws {
    let rows = try CSVFile.read(bytes: Array("timestamp,a,b\n0,1,2\n60,3,\n120,,6\n".utf8), name: "a.csv")
    #expect(try read("timestamp,0,60,120\na,1,3,\nb,2,,6\n") == rows)
  }

  @Test func `a long line is read across the seams of the window`() throws {
    let line = (0..<100_000).map { "\($0)" }.joined(separator: ",")
    let table = try read("a,\(line)\nb,\(line)\n")
    #expect(table.rowCount == 100_000)
    #expect(table.columns[1][99_999] == 99_999)
  }

  @Test func `lines of unequal length are refused`() throws {
    #expect(throws: TelemetryError.raggedRow(path: "a.csv", line: 2, found: 2, expected: 3)) {
      try read("1,2,3\n4,5\n")
    }
    #expect(throws: TelemetryError.raggedRow(path: "a.csv", line: 2, found: 3, expected: 4)) {
      try read("a,1,2,3\nb,4,5\n")
    }
    #expect(throws: TelemetryError.raggedRow(path: "a.csv", line: 2, found: 0, expected: 2)) {
      try read("1,2\n\n3,4\n")
    }
  }

  @Test func `empty files, names without values and text are refused`() throws {
    #expect(throws: TelemetryError.emptyFile(path: "a.csv")) { try read("") }
    #expect(throws: TelemetryError.noRows(path: "a.csv", columns: ["a"])) { try read("a\n") }
    let error = #expect(throws: TelemetryError.self) { try read("a,1,2\nb,3,x\n") }
    #expect(error?.description.hasPrefix("a.csv:2:5: found \"x\" in column \"b\"") == true)
    #expect(throws: TelemetryError.noSuchColumn("c", columns: ["a", "b"], path: "a.csv")) {
      try read("a,1\nb,2\n", CSVOptions(columns: ["c"]))
    }
  }
}
