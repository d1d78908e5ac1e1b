import Testing

import Telemetry

private func read(_ text: String, _ options: CSVOptions = CSVOptions()) throws(TelemetryError) -> MetricTable {
  try CSVFile.read(bytes: Array(text.utf8), name: "a.csv", options)
}

struct CSVRowsTests {
  @Test func `a first row of names is a header`() throws {
    let table = try read("cpu,memory\n1,2.5\n-3e2,+.5\n")
    #expect(table.names == ["cpu", "memory"])
    #expect(table.columns == [[1, -300], [2.5, 0.5]])
    #expect(table.rowCount == 2)
    #expect(table.timestamps == nil && table.interval == nil)
  }

  @Test func `a first row of numbers means that there is no header`() throws {
    let table = try read("1,2\n3,4\n")
    #expect(table.names == ["m1", "m2"])
    #expect(table.columns == [[1, 3], [2, 4]])
  }

  @Test func `a first row of dates, numbers and missing values is data too`() throws {
    let table = try read("2024-07-31 23:09:00,,5\n2024-07-31 23:09:30,1,6\n", CSVOptions(timeColumn: "m1"))
    #expect(table.names == ["m2", "m3"])
    #expect(table.columns[0][0].isNaN && table.columns[0][1] == 1)
    #expect(table.interval == 30)
  }

  @Test func `one row is data`() throws {
    #expect(try read("5").columns == [[5]])
    #expect(try read("a\n5").rowCount == 1)
  }

  @Test func `empty cells, NaN and null are missing, never zero`() throws {
    let table = try read("a,b\n,1\nNaN,2\nnan,3\nNULL,4\nnull,5\n\"\",6\n  ,7\n-nan,8\n")
    #expect(table.rowCount == 8)
    #expect(table.columns[0].allSatisfy { $0.isNaN })
    #expect(table.columns[1] == [1, 2, 3, 4, 5, 6, 7, 8])
  }

  @Test func `quotes, carriage returns, a byte order mark and blank lines at the end are understood`() throws {
    let table = try read("\u{FEFF}\"a, \"\"b\"\"\",c\r\n\"1\" , 2 \r\n3,\"4\"\r\n\r\n\n")
    #expect(table.names == ["a, \"b\"", "c"])
    #expect(table.columns == [[1, 3], [2, 4]])
  }

  @Test func `a quoted name may span lines`() throws {
    let table = try read("\"two\nlines\",b\n1,2")
    #expect(table.names == ["two\nlines", "b"])
    let error = #expect(throws: TelemetryError.self) { try read("\"two\nlines\",b\n1,x") }
    #expect(error?.description.hasPrefix("a.csv:3:3: ") == true)
  }

  @Test func `a blank line between the rows of one column is a missing value`() throws {
    let column = try read("a\n1\n\n3\n\n\n").columns[0]
    #expect(column.count == 3)
    #expect(column[0] == 1 && column[1].isNaN && column[2] == 3)
    #expect(try read("\n1\n2\n").rowCount == 3)
    #expect(try read("\na\n2\n").columns == [[2]])
  }

  @Test func `a column without a name is called after its place`() throws {
    #expect(try read(",a\n0,5\n").names == ["m1", "a"])
  }

  @Test func `only the wanted columns need to be numbers, and they come in the order wanted`() throws {
    let table = try read(
      "host,cpu,note,rps\nweb,1,up,10\nweb,2,\"down, again\",20\n", CSVOptions(columns: ["rps", "cpu"]))
    #expect(table.names == ["rps", "cpu"])
    #expect(table.columns == [[10, 20], [1, 2]])
    #expect(try table.column("cpu") == [1, 2])
  }

  @Test func `cells and names with blanks around them are trimmed`() throws {
    #expect(try read(" a , b \n 1 ,\t2\n").names == ["a", "b"])
  }

  @Test func `a file larger than the window is read across its seams`() throws {
    var text = "timestamp,value,\"note, long\"\n"
    for row in 0..<40_000 { text += "\(row * 15),\(Double(row) / 4),\"a \"\"quoted\"\" note \(row)\"\n" }
    let table = try read(text, CSVOptions(columns: ["value"]))
    #expect(table.rowCount == 40_000)
    #expect(table.columns[0] == (0..<40_000).map { Double($0) / 4 })
    #expect(table.timestamps == (0..<40_000).map { Double($0) * 15 })
  }

  @Test func `the error of a missing column lists those that there are`() throws {
    let table = try read("cpu,memory\n1,2\n")
    let error = #expect(throws: TelemetryError.self) { try table.column("disk") }
    #expect(error == .noSuchColumn("disk", columns: ["cpu", "memory"], path: nil))
    #expect(error?.description.contains("\"cpu\", \"memory\"") == true)
  }
}
