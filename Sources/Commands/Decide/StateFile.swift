import Foundation
import Telemetry

/// The layout of `decide --state`: a header with the number of workloads, then a record for each.
///
///     header   "tidegate workloads 1\n"    number of workloads, UInt64
///     record   lengths of name and state, UInt32 each    time of the newest observation, Double    name
///              CRC-32 of the record so far    state
///
/// Numbers are little-endian. A state guards itself (see `DecisionPipeline.savedState`).
enum StateFile {
  struct Record {
    let name: String
    let newest: Double
    let state: Data
  }

  private static let mark = Data("tidegate workloads 1\n".utf8)

  static func header(workloads: Int) -> Data { mark + bytes(UInt64(workloads)) }

  static func record(_ name: String, newest: Double, _ state: Data) -> Data {
    let name = Data(name.utf8)
    let start = bytes(UInt32(name.count)) + bytes(UInt32(state.count)) + bytes(newest.bitPattern) + name
    return start + bytes(CRC32.checksum(start)) + state
  }

  /// Nil when the file is not whole.
  static func records(in file: Data) -> [Record]? {
    var rest = file.dropFirst(mark.count)
    guard file.starts(with: mark), let count: UInt64 = number(&rest) else { return nil }
    var records: [Record] = []
    for _ in 0..<count {
      let start = rest
      guard let nameLength: UInt32 = number(&rest), let stateLength: UInt32 = number(&rest),
        let newest: UInt64 = number(&rest), let name = take(Int(nameLength), of: &rest)
      else { return nil }
      let guarded = start.prefix(rest.startIndex - start.startIndex)
      guard let sum: UInt32 = number(&rest), sum == CRC32.checksum(guarded),
        let state = take(Int(stateLength), of: &rest)
      else { return nil }
      records.append(
        Record(name: String(decoding: name, as: UTF8.self), newest: Double(bitPattern: newest), state: state))
    }
    return rest.isEmpty ? records : nil
  }

  private static func bytes(_ number: some FixedWidthInteger) -> Data {
    withUnsafeBytes(of: number.littleEndian) { Data($0) }
  }

  private static func take(_ count: Int, of rest: inout Data) -> Data? {
    guard rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  private static func number<Number: FixedWidthInteger>(_ rest: inout Data) -> Number? {
    take(MemoryLayout<Number>.size, of: &rest).map { bytes in
      Number(littleEndian: bytes.withUnsafeBytes { $0.loadUnaligned(as: Number.self) })
    }
  }
}
