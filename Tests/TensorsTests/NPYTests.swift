import Foundation
import Tensors
import Testing

@Suite struct NPYTests {
  @Test(arguments: [[], [0], [3], [2, 3], [4, 1, 5]]) func `what is written is read back`(shape: [Int]) throws {
    let count = shape.reduce(1, *)
    let tensor = Tensor((0..<count).map { Float($0) - 0.1 }, shape: shape)
    let data = NPY.encode(tensor)
    #expect((data.count - 4 * count) % 64 == 0)
    #expect(try NPY.decode(data, name: "array") == tensor)
  }

  @Test func `a file is written and read`() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).npy").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let tensor = Tensor([1, 2, 3], shape: [3])
    try NPY.write(tensor, to: path)
    #expect(try NPY.read(path) == tensor)
    #expect(throws: TensorError.self) { try NPY.read(path + ".missing") }
    #expect(throws: TensorError.self) { try NPY.write(tensor, to: path + "/below a file") }
  }

  @Test func `a file of several pieces is read whole, in both widths`() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).npy").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let values = (0..<700_001).map { Float($0) }
    try NPY.write(Tensor(values, shape: [700_001]), to: path)
    #expect(try NPY.read(path).values == values)
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (700001,), }"
    var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]) + Data(header.utf8)
    values.map { Double($0).bitPattern.littleEndian }.withUnsafeBytes { data.append(contentsOf: $0) }
    try data.write(to: URL(fileURLWithPath: path))
    #expect(try NPY.read(path).values == values)
    try data.dropLast().write(to: URL(fileURLWithPath: path))
    #expect(throws: TensorError.self) { try NPY.read(path) }
  }

  @Test func `a truncated file is refused at every length`() {
    let data = NPY.encode(Tensor([1, 2, 3], shape: [3]))
    for length in 0..<data.count {
      let error = #expect(throws: TensorError.self) { try NPY.decode(data.prefix(length), name: "cut") }
      #expect(error?.description.contains("it was cut off") == true)
    }
  }

  @Test(arguments: [
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 9, "content ends after"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", 8, "it was cut off"),
    ("{'descr': '<f4', 'fortran_order': False}", 8, "it lacks one of"),
    ("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 8, "twice"),
    ("{'descr': '<f4', 'color': False, 'shape': (2,)}", 8, "unknown key 'color'"),
    ("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}", 8, "'False' was expected before '0"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}", 8, "a whole number was expected"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", 8, "a whole number was expected"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", 8, "too many elements"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,)}", 8, "it was cut off"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x", 8, "goes on after"),
    ("'descr'", 8, "'{' was expected"),
    ("{'descr", 8, "text in quotes was expected"),
    ("", 8, "'{' was expected"),
  ])
  func `a header that cannot be right is refused with a sentence`(header: String, dataBytes: Int, part: String) {
    var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0])
    data += Data(header.utf8) + Data(repeating: 0, count: dataBytes)
    let error = #expect(throws: TensorError.self) { try NPY.decode(data, name: "array.npy") }
    #expect(error?.description.contains(part) == true, "\(error.map(String.init) ?? "")")
    #expect(error?.description.contains("'array.npy'") == true)
  }

  @Test func `another kind of file and another version are refused`() {
    let text = #expect(throws: TensorError.self) { try NPY.decode(Data("timestamp,cpu\n1,2".utf8), name: "x.csv") }
    #expect(text?.description.contains("does not start as a .npy file does") == true)
    var data = NPY.encode(Tensor([1], shape: [1]))
    data[6] = 3
    let version = #expect(throws: TensorError.self) { try NPY.decode(data, name: "x.npy") }
    #expect(version?.description.contains("version is 3.0") == true)
  }
}
