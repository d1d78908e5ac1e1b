import Foundation
import Learning
import Tensors
import Testing

@Suite("Saved trees")
struct BoostingModelTests {
  private func model(
    _ objective: BoostingObjective = .quantile(0.6), validation hasValidation: Bool = true
  ) throws -> (trees: BoostedTrees, data: TrainingMatrix) {
    var world = BoostingWorld(seed: 18)
    let data = world.mixed(for: objective, rows: 300, missing: 0.1, categories: 40)
    let trees = try BoostedTrees.fit(
      data,
      configuration: .init(objective: objective, rounds: 6, maxLeaves: 6, evaluatesTraining: hasValidation),
      validation: hasValidation ? data : nil)
    return (trees, data)
  }

  @Test(
    arguments: BoostingWorld.objectives + [.huber(0.1), .quantile(1 / 3), .quantiles([0.1, 0.2, 0.7])], [false, true])
  func `what is loaded equals what was saved, to the bit`(objective: BoostingObjective, hasValidation: Bool) throws {
    let (trees, data) = try model(objective, validation: hasValidation)
    #expect(trees.trees.categories.count > 0)
    var tensors = trees.tensors(prefix: "q60.")
    #expect(tensors.keys.allSatisfy { $0.hasPrefix("q60.") })
    tensors["q90.base_margins"] = Tensor(zeros: [7])
    let loaded = try BoostedTrees(tensors: tensors, prefix: "q60.")
    #expect(loaded == trees)
    #expect(boostingBits(loaded) == boostingBits(trees))
    #expect(loaded.predict(data).map(\.bitPattern) == trees.predict(data).map(\.bitPattern))
    #expect(loaded.history == trees.history && loaded.bestRound == trees.bestRound)
  }

  @Test func `two models share a file`() throws {
    let (first, data) = try model()
    let second = try BoostedTrees.fit(data, configuration: .init(rounds: 3))
    var file = SafetensorsFile(tensors: first.tensors(prefix: "upper."))
    file.tensors.merge(second.tensors(prefix: "mean.")) { old, _ in old }
    let read = try SafetensorsFile(decoding: file.encoded(), name: "two models")
    #expect(try BoostedTrees(tensors: read.tensors, prefix: "upper.") == first)
    #expect(try BoostedTrees(tensors: read.tensors, prefix: "mean.") == second)
    #expect(throws: BoostingError.invalidModel(tensor: "lower.feature_count", problem: "is not there")) {
      try BoostedTrees(tensors: read.tensors, prefix: "lower.")
    }
  }

  /// Changes one number of a saved model and gives the refusal, if there is one.
  private func refusal(_ name: String, _ index: Int, _ value: Float) throws -> BoostingError? {
    var tensors = try model().trees.tensors(prefix: "")
    tensors[name]?.values[index] = value
    do throws(BoostingError) {
      _ = try BoostedTrees(tensors: tensors, prefix: "")
      return nil
    } catch {
      return error
    }
  }

  @Test func `links that do not make a tree are refused`() throws {
    let size = try #require(try model().trees.tensors(prefix: "")["tree_sizes"]?.values[0])
    #expect(size == 11)
    // To itself, before itself, past the end, and to children that another node has.
    for left: Float in [0, size - 1, size, 1e6, 3] {
      guard case .invalidModel("node_left", _) = try refusal("node_left", 0, left) else {
        Issue.record("the root may have the child \(left)")
        continue
      }
    }
  }

  @Test func `numbers outside their ranges are refused`() throws {
    let bad: [(String, Float)] = [
      ("feature_count", 0), ("feature_count", 0x1p21), ("feature_count", 1.5), ("feature_count", 1e30),
      ("base_margins", .nan), ("base_margins", .infinity), ("objective", 9), ("objective", 0), ("objective", 5.5),
      ("link", 2), ("zero_is_missing", 1), ("tree_output", 1), ("tree_output", -1), ("node_gain", .nan),
      ("node_cover", .infinity), ("set_sizes", -1), ("set_sizes", 1e9), ("set_categories", -1),
      ("set_categories", 0.5), ("set_categories", 0x1p24),
      ("best_round", 0), ("best_round", 7), ("tree_sizes", 0), ("tree_sizes", 12), ("tree_sizes", -1),
      ("node_feature", 6), ("node_feature", -2), ("node_feature", 0.5), ("node_feature", -1),
      ("node_value", .nan), ("node_value", -.infinity), ("node_left", -1), ("node_left", 0.1),
      ("node_flags", 4), ("node_flags", .nan), ("history", .nan),
    ]
    for (name, value) in bad {
      let error = try refusal(name, 0, value)
      #expect(error != nil, "\(name) may be \(value)")
      #expect(error?.description.hasSuffix("save the model again.") ?? true)
    }
  }

  @Test func `an absent or misshapen tensor is refused by name`() throws {
    let tensors = try model().trees.tensors(prefix: "")
    for (name, tensor) in tensors {
      var without = tensors
      without[name] = nil
      #expect(throws: BoostingError.invalidModel(tensor: name, problem: "is not there")) {
        try BoostedTrees(tensors: without, prefix: "")
      }
      without[name] = Tensor(tensor.values + [1, 1], shape: [tensor.count + 2])
      #expect(throws: BoostingError.self) { try BoostedTrees(tensors: without, prefix: "") }
      without[name] = Tensor([], shape: [0])
      #expect(throws: BoostingError.self) { try BoostedTrees(tensors: without, prefix: "") }
    }
  }

  @Test(arguments: [BoostingObjective.quantile(0.6), .quantiles([0.2, 0.5, 0.9]), .softmax(3)])
  func `thousands of damaged models are refused or predict`(objective: BoostingObjective) throws {
    let (trees, _) = try model(objective)
    let tensors = trees.tensors(prefix: "")
    let names = tensors.keys.sorted()
    var random = RandomSource(seed: 19)
    let odd: [Float] = [.nan, .infinity, -.infinity, -1, 0, 1, 2, 3, 5, 0.5, 1e9, 0x1p24, -0x1p31, 0x1p63]
    var (refused, loaded) = (0, 0)
    for _ in 0..<2_000 {
      var damaged = tensors
      for _ in 0...random.integer(below: 3) {
        let name = names[random.integer(below: names.count)]
        guard var tensor = damaged[name], tensor.count > 0, tensor.count == tensor.shape.reduce(1, *) else { continue }
        switch random.integer(below: 10) {
        case 0: damaged[name] = nil
        case 1:
          let kept = random.integer(below: tensor.count)
          damaged[name] = Tensor(Array(tensor.values[..<kept]), shape: [kept])
        case 2: damaged[name] = Tensor(tensor.values, shape: [1] + tensor.shape)
        case 3:
          tensor.values.append(odd[random.integer(below: odd.count)])
          damaged[name] = tensor
        case 4...6:
          let bits = UInt32(truncatingIfNeeded: random.next())
          tensor.values[random.integer(below: tensor.count)] = Float(bitPattern: bits)
          damaged[name] = tensor
        default:
          tensor.values[random.integer(below: tensor.count)] = odd[random.integer(below: odd.count)]
          damaged[name] = tensor
        }
      }
      guard let model = try? BoostedTrees(tensors: damaged, prefix: "") else {
        refused += 1
        continue
      }
      loaded += 1
      for value: Float in [0, 1, -3, .nan, .infinity, -.infinity] {
        let row = [Float](repeating: value, count: model.featureCount)
        _ = model.predictions(row)
      }
    }
    #expect(refused > 400 && loaded > 40)
  }
}
