import Detection
import Engine
import Foundation
import Scaling
import Tensors
import Testing

struct ModelSetTests {
  @Test func `a folder's models are read and those that are not there stay nil`() throws {
    let folder = try TemporaryFolder()
    try folder.write(handMadeDetector(), as: "detector")
    let some = try ModelSet(contentsOf: folder.url.path)
    #expect(some.detector?.metrics == ["cpuPercent"])
    #expect(some.forecaster == nil && some.policy == nil)

    let world = EngineWorld(ticks: 2_900, seed: 30)
    var pipeline = try DecisionPipeline(WorkloadConfiguration(replicaCapacity: EngineWorld.capacity))
    _ = pipeline.run(world.observations, learning: false)
    let model = try #require(pipeline.refitted())
    try folder.write(model.file, as: "forecaster")
    try folder.write(RungTable(blockSeconds: 1_200).file, as: "policy")
    let all = try ModelSet(contentsOf: folder.url.path)
    #expect(all.forecaster == model)
    #expect(all.policy?.weight == 0)
  }

  @Test func `a folder without a model is refused and told what belongs there`() throws {
    let folder = try TemporaryFolder()
    for path in [folder.url.path, folder.url.appendingPathComponent("nowhere").path] {
      let error = #expect(throws: EngineError.self) { try ModelSet(contentsOf: path) }
      #expect(error?.description.contains("detector/model.safetensors") == true)
    }
  }

  @Test(arguments: ["forecaster", "detector", "policy"])
  func `a damaged or misplaced model is refused`(name: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(SafetensorsFile(metadata: ["kind": "something"], tensors: [:]), as: name)
    #expect(throws: EngineError.self) { try ModelSet(contentsOf: folder.url.path) }
    let file = folder.url.appendingPathComponent("\(name)/model.safetensors")
    try Data([1, 2, 3]).write(to: file)
    let error = #expect(throws: EngineError.self) { try ModelSet(contentsOf: folder.url.path) }
    #expect(error?.description.hasPrefix(folder.url.path) == true)
  }
}
