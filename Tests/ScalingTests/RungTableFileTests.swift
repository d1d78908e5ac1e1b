import Scaling
import Tensors
import Testing

struct RungTableFileTests {
  private var table: RungTable {
    var table = RungTable(blockSeconds: 1_200)
    var random = RandomSource(seed: 6)
    for _ in 0..<30 { table.learn(.random(&random)) }
    return table
  }

  @Test func `a table comes back from its file`() throws {
    let table = table
    let data = table.file.encoded()
    let read = try RungTable(SafetensorsFile(decoding: data, name: "policy"))
    #expect(read.weight == table.weight && read.load == table.load && read.demand == table.demand)
    #expect(read.outcomes == table.outcomes)
    for regime in 0..<3 { #expect(abs(read.shares[regime] - table.shares[regime]) < 1e-6) }
    // From then on nothing changes, and the choice is the same.
    #expect(read.file.encoded() == data)
    for mode in Mode.allCases { #expect(read.choice(mode) == table.choice(mode)) }
  }

  @Test func `a table that was read learns on in the same way`() throws {
    var table = table
    var read = try RungTable(table.file)
    var random = RandomSource(seed: 7)
    let block = RungShadows.Block.random(&random)
    #expect(read.learn(block) == table.learn(block))
    #expect(read.outcomes == table.outcomes)
  }

  @Test(arguments: [
    ("kind", "tidegate.detector", "is of kind 'tidegate.detector'"), ("schema", "rungs-9", "schema 'rungs-9'"),
    ("schema", "rungs-58-regimes-3-v1", "train it again"),
    ("weight", "-1", "weight"), ("weight", "many", "weight"), ("weight", "inf", "weight"),
    ("demand", "-0.5", "demand"), ("load", "nan", "load"),
    ("retention", "1", "retention"), ("retention", "0", "retention"), ("retention", "nan", "retention"),
  ])
  func `metadata that make no sense are refused`(key: String, value: String, expected: String) {
    var file = table.file
    file.metadata[key] = value
    let error = #expect(throws: ScalingError.self) { try RungTable(file) }
    #expect(error?.description.contains(expected) == true)
    file.metadata[key] = nil
    #expect(throws: ScalingError.self) { try RungTable(file) }
  }

  @Test(arguments: ["outcomes", "shares"])
  func `tensors that are missing, of another shape or not finite are refused`(name: String) throws {
    let sound = table.file
    var file = sound
    file.tensors[name] = nil
    let missing = #expect(throws: ScalingError.self) { try RungTable(file) }
    #expect(missing?.description.contains(name) == true)
    file.tensors[name] = Tensor(zeros: [2, 2])
    #expect(throws: ScalingError.self) { try RungTable(file) }
    for value in [Float.nan, .infinity, -1] {
      var tensor = try #require(sound.tensors[name])
      tensor.values[1] = value
      file.tensors[name] = tensor
      let error = #expect(throws: ScalingError.self) { try RungTable(file) }
      #expect(error?.description.contains("negative or not finite") == true)
    }
  }
}
