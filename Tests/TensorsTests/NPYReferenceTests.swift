import Foundation
import Tensors
import Testing

/// `Fixtures/make_tensor_files.py` wrote the files that are read here, with NumPy 2.4.6.
@Suite struct NPYReferenceTests {
  private static let matrix = Tensor((0..<6).map { Float($0) / 7 }, shape: [2, 3])

  @Test(arguments: ["matrix-f4", "matrix-f4-version2"]) func `a matrix of NumPy is read`(name: String) throws {
    #expect(try NPY.read(path(name)) == Self.matrix)
  }

  @Test func `an array of 64-bit numbers is rounded to Float`() throws {
    let vector = try NPY.read(path("vector-f8"))
    #expect(vector.shape == [5])
    #expect(vector.values[..<2] == [0.1, 1.0 / 3])
    #expect(vector.values[2].isNaN)
    #expect(vector.values[3...] == [.infinity, -.infinity])
  }

  @Test func `a scalar has an empty shape`() throws {
    #expect(try NPY.read(path("scalar-f4")) == Tensor([2.5], shape: []))
  }

  @Test(arguments: ["matrix-f4", "scalar-f4"]) func `the bytes written are those that NumPy writes`(name: String) throws
  {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path(name)))
    #expect(NPY.encode(try NPY.decode(bytes, name: name)) == bytes)
  }

  @Test(arguments: [
    ("fortran-f4", "column by column (Fortran order)"),
    ("big-endian-f4", "the type >f4"),
    ("integers-i8", "the type <i8"),
    ("objects", "the type |O"),
    ("records", "the type record"),
  ])
  func `an array that this room does not read is refused with a sentence`(name: String, part: String) throws {
    let path = try path(name)
    let error = #expect(throws: TensorError.self) { try NPY.read(path) }
    #expect(error?.description.contains(part) == true)
    #expect(error?.description.contains(path) == true)
  }

  private func path(_ name: String) throws -> String {
    try #require(Bundle.module.path(forResource: "Fixtures/\(name)", ofType: "npy"))
  }
}
