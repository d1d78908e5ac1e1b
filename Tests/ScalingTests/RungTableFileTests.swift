import Scaling
import Tensors
import Testing

struct RungTableFileTests {
  private var table: RungTable {
    var table = RungTable(blockSeconds: 1_200)
    var random = RandomSource(seed: 6)
    for _ in 0..<30 {
      var block = RungShadows.Block()
      for cell in block.cost.indices {
        block.cost[cell] = 100 * random.uniform()
        block.ready[cell] = 90 * random.uniform()
        block.loss[cell] = random.uniform()
      }
      block.ticks = [50, 20, 10]
      table.learn(block)
    }
    return table
  }

  @Test func `a table comes back from its file to the precision of a Float`() throws {
    let table = table
    let data = table.file.encoded()
    let read = try RungTable(SafetensorsFile(decoding: data, name: "policy"))
    #expect(read.weight == table.weight)
    for regime in 0..<3 {
      #expect(abs(read.shares[regime] - table.shares[regime]) < 1e-6)
      for rung in Rung.all.indices {
        #expect(Float(read.cost[regime, rung]) == Float(table.cost[regime, rung]))
        #expect(Float(read.ready[regime, rung]) == Float(table.ready[regime, rung]))
        #expect(Float(read.loss[regime, rung]) == Float(table.loss[regime, rung]))
      }
    }
    // From then on nothing changes, and the choice is the same.
    #expect(read.file.encoded() == data)
    var choices = [[0, 0, 0], [0, 0, 0]]
    table.choose(.balanced, current: &choices[0])
    read.choose(.balanced, current: &choices[1])
    #expect(choices[0] == choices[1])
  }

  @Test(arguments: [
    ("kind", "tidegate.detector", "is of kind 'tidegate.detector'"), ("schema", "rungs-9", "schema 'rungs-9'"),
    ("weight", "-1", "weight"), ("weight", "many", "weight"), ("weight", "inf", "weight"),
    ("retention", "1", "retention"),
    ("retention", "nan", "retention"),
  ])
  func `metadata that make no sense are refused`(key: String, value: String, expected: String) {
    var file = table.file
    file.metadata[key] = value
    let error = #expect(throws: ScalingError.self) { try RungTable(file) }
    #expect(error?.description.contains(expected) == true)
    file.metadata[key] = nil
    #expect(throws: ScalingError.self) { try RungTable(file) }
  }

  @Test(arguments: ["cost", "ready", "loss", "shares"])
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
