import Foundation
import Testing

import Telemetry

struct CSVErrorTests {
  private func refusal(of text: String, _ options: CSVOptions = CSVOptions()) -> TelemetryError? {
    do {
      _ = try CSVFile.read(bytes: Array(text.utf8), name: "a.csv", options)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a missing file is told apart from a file that cannot be read`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("none.csv")
    let missing = #expect(throws: TelemetryError.self) { try CSVFile.read(path) }
    #expect(missing == .fileMissing(path: path))
    #expect(missing?.kind == .missing)
    let unreadable = #expect(throws: TelemetryError.self) { try CSVFile.read(folder.url.path) }
    #expect(unreadable?.kind == .io)
  }

  @Test(arguments: ["", "\n", "\r\n\n", "\u{FEFF}"])
  func `an empty file is refused`(text: String) {
    #expect(refusal(of: text) == .emptyFile(path: "a.csv"))
    #expect(refusal(of: text)?.kind == .data)
  }

  @Test func `a header without rows is refused`() {
    #expect(refusal(of: "timestamp,cpu\n") == .noRows(path: "a.csv", columns: ["timestamp", "cpu"]))
  }

  @Test func `a file with nothing but the time is refused`() {
    #expect(refusal(of: "timestamp\n1\n") == .noMetrics(path: "a.csv", timeColumn: "timestamp"))
  }

  @Test func `a column that is not there is refused with a list of those that are`() {
    let names = ["timestamp", "cpu"]
    #expect(
      refusal(of: "timestamp,cpu\n1,2\n", CSVOptions(columns: ["cpu", "disk"]))
        == .noSuchColumn("disk", columns: names, path: "a.csv"))
    #expect(
      refusal(of: "timestamp,cpu\n1,2\n", CSVOptions(timeColumn: "time"))
        == .noSuchColumn("time", columns: names, path: "a.csv"))
  }

  @Test func `a ragged row is refused with its line and both counts`() {
    let short = refusal(of: "a,b,c\n1,2,3\n\n1,2\n")
    #expect(short == .raggedRow(path: "a.csv", line: 3, found: 0, expected: 3))
    #expect(refusal(of: "a,b,c\n1,2,3\n1,2\n") == .raggedRow(path: "a.csv", line: 3, found: 2, expected: 3))
    #expect(refusal(of: "1,2\n1,2,3,4\n") == .raggedRow(path: "a.csv", line: 2, found: 4, expected: 2))
    #expect(
      refusal(of: "a,b\n1\n")?.description
        == "a.csv:2: found 1 cell, expected 2 as in the first row; mend or remove the line")
  }

  @Test func `text where a number belongs is refused with file, line and column`() {
    let error = refusal(of: "cpu,memory\n1,2\n3,high\n")
    #expect(
      error?.description
        == "a.csv:3:3: found \"high\" in column \"memory\", expected a number, NaN, null or nothing; "
        + "mend the cell, or choose the metrics with --column (and the time with --time-column)")
    let date = refusal(of: "ds,y\n1970-01-01 16:00:00,195\n")
    #expect(date?.description.contains("--time-column ds") == true)
    let chosen = refusal(of: "cpu,memory\n1,2\n3,high\n", CSVOptions(columns: ["memory"]))
    #expect(chosen?.description.hasSuffix("choose another column with --column") == true)
  }

  @Test(arguments: ["1e", "1e+", "1.2.3", "0x10", "1_000", "--1", "+", ".", "1 2", "e5", "١", "1,5;2", "nul", "-null"])
  func `what only looks like a number is text`(text: String) {
    guard case .notANumber = refusal(of: "a\n\"\(text)\"\n") else {
      Issue.record("\(text) was not refused as text")
      return
    }
  }

  @Test(arguments: ["inf", "-inf", "+Infinity", "INF", "1e999", "-1e400"])
  func `an infinite value is refused`(text: String) {
    #expect(
      refusal(of: "a\n1\n\(text)\n")
        == .infinite(at: TextPosition(file: "a.csv", line: 3, column: 1), found: text, name: "a"))
    #expect(refusal(of: "\(text)\n1\n") != nil)
  }

  @Test func `a name that stands twice is refused`() {
    #expect(refusal(of: "a,b,a\n1,2,3\n") == .repeatedColumn("a", path: "a.csv"))
    #expect(refusal(of: "a,b,a\n1,2,3\n", CSVOptions(columns: ["b"])) == nil)
  }

  @Test func `the time column cannot be a metric as well`() {
    #expect(
      refusal(of: "t,a\n1,2\n", CSVOptions(timeColumn: "t", columns: ["t"])) == .columnIsTime("t", path: "a.csv"))
  }

  @Test func `quotes that do not match are refused where they begin`() {
    let position = TextPosition(file: "a.csv", line: 2, column: 3)
    #expect(refusal(of: "a,b\n1,\"2\n3,4\n") == .unbalancedQuote(at: position))
    #expect(refusal(of: "a,b\n1,\"2\"3\n") == .unbalancedQuote(at: position))
  }

  @Test func `a cell without an end is refused before it fills the memory`() {
    guard case .cellTooLong(let position, _) = refusal(of: "a\n" + String(repeating: "1", count: 300_000)) else {
      Issue.record("the long cell was not refused")
      return
    }
    #expect(position.line == 2)
  }

  @Test func `UTF-16 is refused`() throws {
    let bytes: [UInt8] = [0xFF, 0xFE, 0x61, 0, 0x0A, 0]
    let error = #expect(throws: TelemetryError.self) { try CSVFile.read(bytes: bytes, name: "a.csv") }
    #expect(error?.description.contains("UTF-8") == true)
  }

  @Test func `a message shows control characters and long cells on one short line`() {
    let description = refusal(of: "a,b\n1,\"x\ny\u{1B}\(String(repeating: "z", count: 500))\"\n")?.description ?? ""
    #expect(description.contains("x\\ny\\u{1B}zz"))
    #expect(!description.contains("\n") && description.count < 300)
  }
}
