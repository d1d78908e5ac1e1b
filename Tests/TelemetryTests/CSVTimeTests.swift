import Testing

import Telemetry

private func read(_ text: String, _ options: CSVOptions = CSVOptions()) throws(TelemetryError) -> MetricTable {
  try CSVFile.read(bytes: Array(text.utf8), name: "a.csv", options)
}

struct CSVTimeTests {
  // Expected seconds from GNU date: date -u -d '…' +%s
  @Test(arguments: [
    ("2024-07-31T23:09:00Z", 1_722_467_340), ("2024-07-31 23:09:00", 1_722_467_340),
    ("2024-07-31T23:09:00", 1_722_467_340), ("2024-07-31t23:09:00z", 1_722_467_340),
    ("2024-07-31T23:09:00+02:00", 1_722_460_140), ("2024-07-31 23:09:00 -0530", 1_722_487_140),
    ("2024-07-31T23:09:00+02", 1_722_460_140), ("2024-07-31T23:09", 1_722_467_340), ("2024-07-31", 1_722_384_000),
    ("2024-07-31T23:09:00.250Z", 1_722_467_340.25), ("2024-02-29 00:00:00", 1_709_164_800),
    ("2000-02-29 12:00:00", 951_825_600), ("1969-12-31T23:59:59Z", -1), ("1900-03-01 00:00:00", -2_203_891_200),
    ("1722467340", 1_722_467_340), ("1722467340.5", 1_722_467_340.5), ("1.72246734e9", 1_722_467_340), ("-60", -60),
  ])
  func `a time reads as Unix seconds`(text: String, seconds: Double) throws {
    #expect(try read("timestamp,a\n\(text),1\n").timestamps == [seconds])
  }

  @Test(arguments: [
    "2023-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "2024-07-31T24:00:00", "2024-07-31T23:60:00",
    "2024-07-31T23:09:61", "2024-07-31T23:09:00X", "2024-07-31T23:09:00+2", "24-07-31", "yesterday", "", "NaN", "inf",
    "1722467340000",
  ])
  func `what is no time is refused`(text: String) throws {
    let error = #expect(throws: TelemetryError.self) { try read("timestamp,a\n\(text),1\n") }
    #expect(error?.kind == .data)
    #expect(error?.description.hasPrefix("a.csv:2:1: found \"\(text)\" in the time column") == true)
  }

  @Test func `every day of 400 years follows the one before by 86400 seconds`() throws {
    var text = "timestamp,a\n"
    for year in 1900..<2300 {
      for month in 1...12 {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        for day in 1...[31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] {
          text += "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day),1\n"
        }
      }
    }
    let timestamps = try #require(try read(text).timestamps)
    #expect(timestamps.count == 146_097)
    #expect(zip(timestamps.dropFirst(), timestamps).allSatisfy { $0 - $1 == 86_400 })
  }

  @Test func `another column is the time when it is named`() throws {
    let table = try read("ds,y\n1970-01-01 16:00:00,195\n1970-01-01 16:01:00,587\n", CSVOptions(timeColumn: "ds"))
    #expect(table.timestamps == [57_600, 57_660])
    #expect(table.names == ["y"])
    #expect(table.interval == 60)
  }

  @Test func `the column timestamp is a metric when it is asked for as one`() throws {
    let table = try read("timestamp,a\n5,1\n", CSVOptions(columns: ["timestamp"]))
    #expect(table.columns == [[5]])
    #expect(table.timestamps == nil)
  }

  @Test func `the interval is the median step, or the one given`() throws {
    let text = "timestamp,a\n0,1\n60,1\n120,1\n600,1\n660,1\n"
    #expect(try read(text).interval == 60)
    #expect(try read(text, CSVOptions(interval: 30)).interval == 30)
    #expect(try read("timestamp,a\n0,1\n").interval == nil)
    #expect(try read("a\n1\n", CSVOptions(interval: 15)).interval == 15)
  }

  @Test(arguments: [0, -1, Double.nan, Double.infinity])
  func `an interval that is not positive is refused`(interval: Double) throws {
    let error = #expect(throws: TelemetryError.self) { try read("a\n1\n", CSVOptions(interval: interval)) }
    #expect(error?.kind == .configuration)
  }

  @Test func `out of order rows are dropped when asked, the last of several stays`() throws {
    let text = "timestamp,a\n0,1\n60,2\n60,3\n30,4\n60,5\n120,6\n0,7\n"
    let every = try read(text)
    #expect(every.rowCount == 7 && every.droppedRows == 0)
    let kept = try read(text, CSVOptions(dropsOutOfOrderRows: true))
    #expect(kept.timestamps == [0, 60, 120])
    #expect(kept.columns == [[1, 5, 6]])
    #expect(kept.droppedRows == 4)
  }

  @Test func `a regular grid fills gaps with missing values`() throws {
    let table = try read("timestamp,a\n10,1\n70,2\n130,3\n311,4\n").regular()
    #expect(table.timestamps == [10, 70, 130, 190, 250, 310])
    #expect(table.interval == 60)
    #expect(
      table
        == MetricTable(
          names: ["a"], columns: [[1, 2, 3, .nan, .nan, 4]], timestamps: [10, 70, 130, 190, 250, 310], interval: 60))
  }

  @Test func `a regular grid counts the rows that find no place of their own`() throws {
    let table = try read("timestamp,a\n100,1\n101,2\n40,3\n160,4\n").regular(interval: 60)
    #expect(table.columns == [[2, 4]])
    #expect(table.droppedRows == 2)
  }

  @Test func `a regular grid that would be far longer than the table is refused`() throws {
    let table = try read("timestamp,a\n0,1\n60,2\n120,3\n1e10,4\n")
    let error = #expect(throws: TelemetryError.self) { try table.regular() }
    #expect(error == .gridTooLong(rows: 4, slots: (1e10 / 60).rounded() + 1, interval: 60))
    #expect(throws: TelemetryError.intervalNotPositive(0)) { try table.regular(interval: 0) }
    #expect(throws: TelemetryError.noInterval(path: nil)) { try read("timestamp,a\n5,1\n5,1\n").regular() }
  }

  @Test func `a table without timestamps is regular already`() throws {
    let table = try read("a\n1\n2\n").regular(interval: 60)
    #expect(table.columns == [[1, 2]] && table.interval == 60 && table.timestamps == nil)
  }
}
