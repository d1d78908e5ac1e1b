import Foundation
import Tensors
import Testing

/// `Fixtures/make_tensor_files.py` wrote the file that is read here.
@Suite struct SafetensorsFileReferenceTests {
  @Test func `a file that Python wrote is read back`() throws {
    let path = try #require(Bundle.module.path(forResource: "Fixtures/mixed", ofType: "safetensors"))
    let file = try SafetensorsFile(contentsOf: path)
    #expect(file.tensors.keys.sorted() == ["a.bias", "empty", "scalar", "z.weight"])
    #expect(file.tensors["z.weight"] == Tensor([1.5, -2.25, 0.1, 3e38, .leastNonzeroMagnitude, -0.0], shape: [2, 3]))
    #expect(file.tensors["z.weight"]?.values[5].sign == .minus)
    #expect(file.tensors["a.bias"] == Tensor([0.1, 1.0 / 3, -7], shape: [3]))
    #expect(file.tensors["empty"] == Tensor([], shape: [0, 4]))
    #expect(file.tensors["scalar"] == Tensor([42], shape: []))
    #expect(file.metadata == ["made by": "struct and json", "größe": "2×3 \"quoted\" \\ \n"])
  }

  @Test func `the bytes are those that the format's description gives`() {
    let file = SafetensorsFile(
      metadata: ["k": "v"], tensors: ["b": Tensor([1], shape: [1, 1]), "a": Tensor([], shape: [0])])
    let header =
      #"{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"#
      + #""b":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    let expected = [UInt8(padded.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(padded.utf8) + [0, 0, 0x80, 0x3f]
    #expect(Array(file.encoded()) == expected)
  }
}
