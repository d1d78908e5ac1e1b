import Foundation
import Testing

import Telemetry

struct GzipTests {
  private func fixture(_ name: String) throws -> String {
    try #require(Bundle.module.path(forResource: name, ofType: nil, inDirectory: "Fixtures"))
  }

  @Test func `a file that Python compressed is read`() throws {
    let table = try CSVFile.read(try fixture("squares.csv.gz"))
    #expect(table.columns == [(0..<40).map { Double($0 * $0) / 8 }])
    #expect(table.interval == 60)
  }

  @Test func `several members and padding are read as one file`() throws {
    #expect(try CSVFile.read(try fixture("two-members.csv.gz")).columns == [[1, 25, 3]])
  }

  @Test func `every truncation of a compressed file is refused with a sentence`() throws {
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture("squares.csv.gz"))))
    for length in 2..<whole.count {
      let error = #expect(throws: TelemetryError.self) {
        try CSVFile.read(bytes: Array(whole[..<length]), name: "a.csv.gz")
      }
      #expect(error == .corruptGzip(path: "a.csv.gz", reason: "it ends too early"))
    }
  }

  @Test func `a damaged byte of the data or the checksum is noticed`() throws {
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture("squares.csv.gz"))))
    for place in [whole.count / 2, whole.count - 6, whole.count - 2] {
      var damaged = whole
      damaged[place] ^= 0x55
      let error = #expect(throws: TelemetryError.self) { try CSVFile.read(bytes: damaged, name: "a.csv.gz") }
      #expect(error?.kind == .data)
    }
  }

  @Test func `rubbish after the last member is refused`() throws {
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture("squares.csv.gz"))))
    let error = #expect(throws: TelemetryError.self) { try CSVFile.read(bytes: whole + [1, 2, 3], name: "a.csv.gz") }
    #expect(error?.description.contains("broken gzip") == true)
  }

  @Test func `plain text under a compressed name is refused`() throws {
    #expect(throws: TelemetryError.corruptGzip(path: "a.csv.gz", reason: "no gzip header")) {
      try CSVFile.read(bytes: Array("a\n1\n".utf8), name: "a.csv.gz")
    }
  }

  @Test func `compressed text under a plain name is read`() throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture("squares.csv.gz"))))
    #expect(try CSVFile.read(bytes: bytes, name: "a.csv").rowCount == 40)
  }

  @Test func `a small file that inflates past the limit is refused`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("bomb.csv.gz")
    try CSVFile.write(MetricTable(names: ["a"], columns: [[Double](repeating: 0, count: 2_000_000)]), to: path)
    let size = try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    #expect(size < 10_000)
    #expect(throws: TelemetryError.tooLarge(path: path, limit: 1_000_000)) {
      try CSVFile.read(path, CSVOptions(maximumBytes: 1_000_000))
    }
    #expect(try CSVFile.read(path).rowCount == 2_000_000)
  }
}
