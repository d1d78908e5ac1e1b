import Foundation
import Testing

import Telemetry

struct CSVPropertyTests {
  @Test func `every number reads exactly rounded`() throws {
    var random = SplitMix(state: 1)
    var texts: [String] = []
    for _ in 0..<20_000 {
      let bits = Double(bitPattern: random.next())
      texts.append(bits.isFinite ? bits.description : "0")
      let digits = Int(random.next() % 25) + 1
      let mantissa = (0..<digits).map { _ in "\(random.next() % 10)" }.joined()
      let point = Int(random.next() % UInt64(digits + 1))
      let exponent = Int(random.next() % 80) - 40
      texts.append("\(mantissa.prefix(point)).\(mantissa.dropFirst(point))e\(exponent)")
      texts.append("-\(mantissa)")
      texts.append("\(random.next() % 1000).\(random.next() % 1000)")
    }
    // 2⁵³ and its neighbours, halves between two doubles, the ends of the fast path, subnormals, many zeros.
    texts += [
      "9007199254740991", "9007199254740992", "9007199254740993", "9007199254740993e0", "9007199254740992.5",
      "1e22", "1e23", "1e-22", "1e-23", "123456789012345678", "2.2250738585072014e-308", "4.9e-324", "1e-400",
      "0.000000000000000000000000000000000000000000000000001", "00000000000000000000000000001.5", "-0",
      "100000000000000000000000000000000000000000", "0.1e-99999999999999999999",
    ]
    let table = try CSVFile.read(bytes: Array(("a\n" + texts.joined(separator: "\n")).utf8), name: "a.csv")
    for (text, value) in zip(texts, table.columns[0]) {
      // The standard library's own conversion is the reference.
      #expect(Double(text)?.bitPattern == value.bitPattern, "\(text)")
    }
  }

  @Test func `a random table survives the way through a file`() throws {
    let folder = try TemporaryFolder()
    for seed in 1...20 {
      var random = SplitMix(state: UInt64(seed))
      let rows = Int(random.next() % 50) + 1
      let columns = (0..<Int(random.next() % 5) + 1).map { _ in
        (0..<rows).map { _ in
          let value = Double(bitPattern: random.next())
          return value.isFinite && random.next() % 8 > 0 ? value : .nan
        }
      }
      let names = columns.indices.map { "name \($0) \"\(random.next() % 3)\", with\nall" }
      let table = MetricTable(names: names, columns: columns)
      let path = folder.path("\(seed).csv\(seed % 2 == 0 ? ".gz" : "")")
      try CSVFile.write(table, to: path)
      #expect(try CSVFile.read(path) == table)
    }
  }

  @Test func `mutated files are read or refused with one sentence, never with a trap`() throws {
    let plain = Array(
      "timestamp,cpu,\"memory, %\"\r\n2024-07-31 23:09:00,1.5,NaN\r\n2024-07-31T23:09:30Z,\"2\",3e-5\r\n60,,\r\n\n".utf8
    )
    let lines = Array("timestamp,0,60,120\r\ncpu,1.5,\"2\",\r\n\"memory, %\",NaN,3e-5,null\n\n".utf8)
    let path = try #require(Bundle.module.path(forResource: "squares.csv.gz", ofType: nil, inDirectory: "Fixtures"))
    let packed = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let alphabet = Array("0123456789.,\"\r\n-+eE:TZ naNulif\u{FEFF};".utf8)
    var random = SplitMix(state: 7)
    var (accepted, refused) = (0, 0)
    for round in 0..<6_000 {
      var bytes = [packed, lines, plain][round % 3]
      for _ in 0..<(random.next() % 6) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 5 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes[place] = alphabet[Int(random.next() % UInt64(alphabet.count))]
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(alphabet[Int(random.next() % UInt64(alphabet.count))], at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + Int(random.next() % 20)))
        }
        if bytes.isEmpty { bytes = [0] }
      }
      let options = CSVOptions(
        layout: round % 3 == 1 ? .columns : .rows, columns: round % 5 == 0 ? ["cpu"] : nil,
        dropsOutOfOrderRows: round % 7 == 0, maximumBytes: 1 << 20)
      do {
        let table = try CSVFile.read(bytes: bytes, name: "a.csv", options)
        #expect(table.columns.allSatisfy { $0.count == table.rowCount && !$0.contains { $0.isInfinite } })
        _ = try? table.regular()
        accepted += 1
      } catch {
        #expect(error.description.hasPrefix("a.csv") && !error.description.contains("\n"))
        refused += 1
      }
      _ = try? LabelledInterval.read(bytes: bytes, name: "a.csv")
    }
    #expect(accepted > 100 && refused > 100)
  }
}
