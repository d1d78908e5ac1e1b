import Foundation
import Tensors
import Testing

@Suite struct SafetensorsFileTests {
  static let sample = SafetensorsFile(
    metadata: ["kind": "sample", "text": "line\nbreak \"and\" \\ \u{1} größer 🦉"],
    tensors: [
      "lstm.weight_ih_l0": Tensor((0..<24).map { Float($0) * 0.3 - 2 }, shape: [8, 3]),
      "lstm.bias": Tensor([1, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude], shape: [4]),
      "empty": Tensor([], shape: [3, 0]),
      "scalar": Tensor([7], shape: []),
      "größe \"x\"": Tensor([0.5], shape: [1, 1, 1]),
    ])

  @Test func `what is written is read back`() throws {
    let data = Self.sample.encoded()
    #expect(try SafetensorsFile(decoding: data, name: "sample") == Self.sample)
    let shifted = (Data([1, 2, 3]) + data).dropFirst(3)
    #expect(try SafetensorsFile(decoding: shifted, name: "slice") == Self.sample)
    let nothing = SafetensorsFile(tensors: [:])
    #expect(try SafetensorsFile(decoding: nothing.encoded(), name: "nothing") == nothing)
  }

  @Test func `NaN keeps its bits`() throws {
    let nan = Float(bitPattern: 0x7fc0_1234)
    let file = SafetensorsFile(tensors: ["x": Tensor([nan], shape: [1])])
    let read = try SafetensorsFile(decoding: file.encoded(), name: "x")
    #expect(read.tensors["x"]?.values.first?.bitPattern == nan.bitPattern)
  }

  @Test func `equal content gives equal bytes, whatever the order of insertion`() {
    var tensors: [String: Tensor] = [:]
    for (name, tensor) in Self.sample.tensors.sorted(by: { $0.key > $1.key }) { tensors[name] = tensor }
    var metadata: [String: String] = ["more": "x"]
    for (key, text) in Self.sample.metadata.sorted(by: { $0.key > $1.key }) { metadata[key] = text }
    metadata["more"] = nil
    let data = Self.sample.encoded()
    #expect(SafetensorsFile(metadata: metadata, tensors: tensors).encoded() == data)
    #expect(Int(data[0]) % 8 == 0)
  }

  @Test func `a file is written and read`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("sample.safetensors").path
    try Self.sample.write(to: path)
    try Self.sample.write(to: path)
    #expect(try SafetensorsFile(contentsOf: path) == Self.sample)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["sample.safetensors"])
    let missing = folder.appendingPathComponent("no such file").path
    #expect(sentence { try SafetensorsFile(contentsOf: missing) }?.contains("'\(missing)' could not be read") == true)
    let nowhere = folder.appendingPathComponent("no such folder/file").path
    #expect(sentence { try Self.sample.write(to: nowhere) }?.contains("'\(nowhere)' could not be written") == true)
  }

  @Test func `a tensor is found by its name and shape`() throws {
    #expect(try Self.sample.tensor("scalar", shape: []) == Tensor([7], shape: []))
    #expect(try Self.sample.tensor("lstm.weight_ih_l0", shape: [nil, 3]).count == 24)
    #expect(throws: TensorError.wrongShape(tensor: "lstm.bias", expected: [5], actual: [4])) {
      try Self.sample.tensor("lstm.bias", shape: [5])
    }
    #expect(throws: TensorError.wrongShape(tensor: "lstm.bias", expected: [4, nil], actual: [4])) {
      try Self.sample.tensor("lstm.bias", shape: [4, nil])
    }
    let missing = sentence { try Self.sample.tensor("head", shape: []) }
    #expect(missing?.contains("no tensor 'head'") == true)
    #expect(missing?.contains("lstm.bias, lstm.weight_ih_l0") == true)
  }

  @Test(arguments: [
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#, 4, "not the JSON"),
    (#"["x"]"#, 0, "does not start with '{'"),
    (#"{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, 8, "the type I64"),
    (#"{"x":{"dtype":"F32","data_offsets":[0,4]}}"#, 4, "no 'shape'"),
    (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "does not fill its 4 bytes"),
    (#"{"x":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}"#, 4, "negative axis"),
    (#"{"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0, "too many elements"),
    (#"{"x":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}"#, 0, "does not fill"),
    (#"{"x":{"dtype":"F32","shape":[1e40],"data_offsets":[0,4]}}"#, 4, "not the JSON"),
    (#"{"x":{"dtype":"F32","shape":[0.5],"data_offsets":[0,4]}}"#, 4, "not the JSON"),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}"#, 4, "not the offsets"),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[]}}"#, 4, "not the offsets"),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "leaves a gap"),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, 4, "overlaps"),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "leaves a gap"),
    (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4, "it was cut off"),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5, "content ends after"),
    (
      #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
      12, "overlaps"
    ),
    (
      #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      8, "cannot be used|content ends after"
    ),
    (#"{"x":{"a":"b"}}"#, 0, "neither a tensor nor text"),
    (#"{"__metadata__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4, "neither a tensor nor text"),
    (#"{"__metadata__":{"k":1}}"#, 0, "not the JSON"),
    ("{\u{0}}\u{0}", 0, "not UTF-8"),
    (String(repeating: "{\"x\":", count: 100_000), 0, "not the JSON"),
  ])
  func `a header that cannot be right is refused with a sentence`(header: String, dataBytes: Int, part: String) {
    let said = sentence { try SafetensorsFile(decoding: Self.bytes(header, dataBytes), name: "model.safetensors") }
    #expect(part.split(separator: "|").contains { said?.contains($0) == true }, "\(said ?? "nothing was thrown")")
    #expect(said?.contains("'model.safetensors'") == true)
    #expect(said?.hasSuffix(".") == true)
  }

  @Test func `a truncated file is refused at every length`() {
    let data = Self.sample.encoded()
    for length in 0..<data.count {
      let said = sentence { try SafetensorsFile(decoding: data.prefix(length), name: "cut") }
      #expect(said?.contains("it was cut off") == true, "\(length): \(said ?? "nothing was thrown")")
    }
  }

  @Test(arguments: [100_000_001, UInt64(Int.max), .max]) func `a header above 100 MB is refused unread`(length: UInt64)
  {
    let data = withUnsafeBytes(of: length.littleEndian) { Data($0) } + Data("{}".utf8)
    let said = sentence { try SafetensorsFile(decoding: data, name: "huge") }
    #expect(said?.contains("100000000 are allowed") == true)
  }

  @Test func `elements of the type F64 are rounded to Float`() throws {
    var data = Self.bytes(#"{"x":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}"#, 0)
    for value in [0.1, -1e300] { withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
    #expect(try SafetensorsFile(decoding: data, name: "x").tensors["x"] == Tensor([0.1, -.infinity], shape: [2]))
  }

  static func bytes(_ header: String, _ dataBytes: Int) -> Data {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8)
      + Data(repeating: 0, count: dataBytes)
  }

  /// What an operation's error says, or `nil` if there is none.
  private func sentence<T>(_ operation: () throws -> T) -> String? {
    do {
      _ = try operation()
      return nil
    } catch {
      return "\(error)"
    }
  }
}
