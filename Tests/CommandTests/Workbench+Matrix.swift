import Foundation

extension Workbench {
  /// Writes numbers as NumPy does, 32-bit or 64-bit.
  func write(matrix name: String, _ values: [Double], shape: [Int], isDouble: Bool = false) throws {
    let axes = shape.map { "\($0)," }.joined(separator: " ")
    var header = "{'descr': '<f\(isDouble ? 8 : 4)', 'fortran_order': False, 'shape': (\(axes)), }"
    header += String(repeating: " ", count: 128 - 10 - header.utf8.count - 1) + "\n"
    var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]) + Data(header.utf8)
    for value in values {
      if isDouble {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      } else {
        withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { data.append(contentsOf: $0) }
      }
    }
    try data.write(to: path(name))
  }
}
