import Foundation
import Testing

import Telemetry

struct LabelledIntervalTests {
  private func read(_ text: String) throws(TelemetryError) -> [LabelledInterval] {
    try LabelledInterval.read(bytes: Array(text.utf8), name: "labels.csv")
  }

  @Test func `labels read back as they were written`() throws {
    let folder = try TemporaryFolder()
    let labels = [
      LabelledInterval(start: 0, end: 0), LabelledInterval(start: 5, end: 12, kind: "memory leak, \"slow\""),
    ]
    try LabelledInterval.write(labels, to: folder.path("labels.csv"))
    #expect(try LabelledInterval.read(folder.path("labels.csv")) == labels)
  }

  @Test func `the kind may be absent and the columns may stand anywhere`() throws {
    #expect(try read("start,end\n3624,3704\n") == [LabelledInterval(start: 3624, end: 3704)])
    #expect(try read("kind,note,end,start\nleak,x,9,2\n") == [LabelledInterval(start: 2, end: 9, kind: "leak")])
    #expect(try read("2,9\n11,12\n").count == 2)
    #expect(try read("2.0,9.0,spike\r\n\r\n") == [LabelledInterval(start: 2, end: 9, kind: "spike")])
  }

  @Test func `a header alone means that there are no labels`() throws {
    #expect(try read("start,end,kind\n").isEmpty)
  }

  @Test func `the rows of an interval include both ends`() {
    #expect(Array(LabelledInterval(start: 3, end: 5).rows) == [3, 4, 5])
  }

  @Test func `wrong labels are refused with their place`() throws {
    let position = TextPosition(file: "labels.csv", line: 3, column: 1)
    #expect(throws: TelemetryError.reversedInterval(at: position, start: 9, end: 4)) {
      try read("start,end\n1,2\n9,4\n")
    }
    #expect(throws: TelemetryError.notARow(at: position, found: "-1", name: "start")) {
      try read("start,end\n1,2\n-1,4\n")
    }
    for cell in ["x", "", "NaN", "1.5", "1e300", "inf"] {
      #expect(throws: TelemetryError.notARow(at: position, found: cell, name: "start")) {
        try read("start,end\n1,2\n\(cell),4\n")
      }
    }
    #expect(throws: TelemetryError.raggedRow(path: "labels.csv", line: 2, found: 1, expected: 2)) {
      try read("start,end\n1\n")
    }
    #expect(throws: TelemetryError.noSuchColumn("end", columns: ["start", "stop"], path: "labels.csv")) {
      try read("start,stop\n1,2\n")
    }
    #expect(throws: TelemetryError.emptyFile(path: "labels.csv")) { try read("") }
    #expect(throws: TelemetryError.raggedRow(path: "labels.csv", line: 1, found: 1, expected: 2)) { try read("5\n") }
  }

  @Test func `a label file that is not there is missing input`() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: TelemetryError.self) { try LabelledInterval.read(folder.path("none.csv")) }
    #expect(error?.kind == .missing)
  }
}
