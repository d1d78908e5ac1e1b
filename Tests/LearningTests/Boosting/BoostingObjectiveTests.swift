import Learning
import Tensors
import Testing

@Suite("Every objective learns what it is for")
struct BoostingObjectiveTests {
  @Test(arguments: BoostingWorld.objectives + [.quantiles([0.3])], [1, 0.5])
  func `a constant target gives itself`(objective: BoostingObjective, rowFraction: Double) throws {
    var world = BoostingWorld(seed: 1)
    let constant: Float = objective == .logistic ? 0.3 : objective == .softmax(3) ? 1 : 3.7
    let data = world.matrix(rows: 200, features: 3, missing: 0.1) { _, _ in constant }
    // So many rounds at full rate that whatever shrinks towards 0 arrives there.
    let trees = try BoostedTrees.fit(
      data, configuration: .init(objective: objective, rounds: 60, learningRate: 1, rowFraction: rowFraction))
    for row in 0..<200 {
      let predictions = trees.predictions(data.row(row))
      if objective == .softmax(3) {
        #expect(zip(predictions, [0, 1, 0]).allSatisfy { abs($0 - $1) < 1e-5 })
      } else {
        #expect(predictions.allSatisfy { abs($0 / constant - 1) < 1e-5 }, "\(predictions)")
      }
    }
  }

  @Test(arguments: [BoostingObjective.squaredError, .absoluteError, .huber(1), .quantile(0.5), .quantiles([0.4, 0.5])])
  func `a line is learned`(objective: BoostingObjective) throws {
    var world = BoostingWorld(seed: 2)
    let data = world.matrix(rows: 2_000, features: 3) { row, _ in 3 * row[1] - 1 }
    let trees = try BoostedTrees.fit(data, configuration: .init(objective: objective, rounds: 150, learningRate: 0.2))
    for number in stride(from: Float(-1.5), through: 1.5, by: 0.25) {
      for prediction in trees.predictions([0, number, 0]) { #expect(abs(prediction - 3 * number + 1) < 0.4) }
    }
  }

  @Test(arguments: [BoostingObjective.absoluteError, .huber(1), .quantile(0.5)])
  func `gross outliers move a robust loss less than the squared one`(objective: BoostingObjective) throws {
    var world = BoostingWorld(seed: 3)
    var outliers = world.random
    func line(_ row: [Float]) -> Float { 2 * row[0] + (row[1] > 0 ? 1 : -1) }
    let data = world.matrix(rows: 2_000, features: 3) { row, normal in
      line(row) + 0.2 * normal + (outliers.uniform() < 0.05 ? 100 : 0)
    }
    func error(_ objective: BoostingObjective) throws -> Float {
      let trees = try BoostedTrees.fit(data, configuration: .init(objective: objective, rounds: 100))
      let errors = (0..<2_000).map { abs(trees.prediction(data.row($0)) - line(data.row($0))) }
      return errors.reduce(0, +) / 2_000
    }
    let (robust, squared) = (try error(objective), try error(.squaredError))
    #expect(robust < 0.3 && squared > 2, "\(robust) \(squared)")
  }

  @Test func `a rate of counts is learned`() throws {
    var world = BoostingWorld(seed: 4)
    var chance = world.random
    func rate(_ row: [Float]) -> Float { row[0] > 0 ? (row[1] > 0 ? 8 : 2) : 0.5 }
    let data = world.matrix(rows: 6_000, features: 3) { row, _ in
      // Arrivals within one unit of time, by halving it over and over.
      Float((0..<512).count { _ in chance.uniform() < Double(rate(row)) / 512 })
    }
    let trees = try BoostedTrees.fit(data, configuration: .init(objective: .poisson, rounds: 150, maxLeaves: 4))
    for row in [[1, 1, 0], [1, -1, 0], [-1, 1, 0], [-1, -1, 0]] as [[Float]] {
      #expect(abs(trees.prediction(row) / rate(row) - 1) < 0.1, "\(row) \(trees.prediction(row))")
    }
    let sum = trees.predict(data).reduce(0, +)
    #expect(abs(sum / data.targets.reduce(0, +) - 1) < 0.01)
  }

  @Test func `a probability is calibrated`() throws {
    var world = BoostingWorld(seed: 5)
    var chance = world.random
    func draw(_ rows: Int) -> TrainingMatrix {
      world.matrix(rows: rows, features: 3) { row, _ in
        chance.uniform() < (row[0] > 0.5 ? 0.9 : row[1] > 0 ? 0.4 : 0.1) ? 1 : 0
      }
    }
    let (training, fresh) = (draw(8_000), draw(8_000))
    let trees = try BoostedTrees.fit(training, configuration: .init(objective: .logistic, rounds: 40, maxLeaves: 4))
    let predictions = trees.predict(fresh)
    for (low, high) in [(0, 0.25), (0.25, 0.65), (0.65, 1)] as [(Float, Float)] {
      let rows = predictions.indices.filter { predictions[$0] >= low && predictions[$0] < high }
      let told = rows.reduce(0) { $0 + predictions[$1] } / Float(rows.count)
      let seen = rows.reduce(0) { $0 + fresh.targets[$1] } / Float(rows.count)
      #expect(rows.count > 500 && abs(told - seen) < 0.03, "\(told) \(seen)")
    }
  }

  @Test func `targets between 0 and 1 are probabilities too`() throws {
    let data = TrainingMatrix(
      features: (0..<200).map { $0 < 100 ? 0 : 1 }, featureCount: 1, targets: (0..<200).map { $0 < 100 ? 0.2 : 0.75 })
    let trees = try BoostedTrees.fit(
      data, configuration: .init(objective: .logistic, rounds: 60, learningRate: 0.5, l2: 0))
    #expect(abs(trees.prediction([0]) - 0.2) < 1e-3 && abs(trees.prediction([1]) - 0.75) < 1e-3)
  }

  @Test func `three classes are told apart, with probabilities that sum to 1`() throws {
    var world = BoostingWorld(seed: 6)
    func kind(_ row: [Float]) -> Float { row[0] > 0.5 ? 2 : row[1] > 0 ? 1 : 0 }
    let data = world.matrix(rows: 3_000, features: 3) { row, _ in kind(row) }
    let trees = try BoostedTrees.fit(data, configuration: .init(objective: .softmax(3), rounds: 30, maxLeaves: 6))
    var wrong = 0
    for row in 0..<3_000 {
      let probabilities = trees.predictions(data.row(row))
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-5)
      wrong += probabilities.indices.max { probabilities[$0] < probabilities[$1] } == Int(data.targets[row]) ? 0 : 1
    }
    #expect(wrong < 15)
  }

  @Test func `two classes of a softmax are about the logistic objective`() throws {
    var world = BoostingWorld(seed: 7)
    let data = world.mixed(for: .logistic, rows: 2_000, noise: 2)
    let one = try BoostedTrees.fit(data, configuration: .init(objective: .logistic, rounds: 40, l2: 0))
    let two = try BoostedTrees.fit(data, configuration: .init(objective: .softmax(2), rounds: 40, l2: 0))
    let (logistic, softmax) = (one.predict(data), two.predict(data))
    let gaps = logistic.indices.map { abs(logistic[$0] - softmax[2 * $0 + 1]) }
    #expect(gaps.reduce(0, +) / 2_000 < 0.03)
  }

  @Test(arguments: BoostingWorld.objectives)
  func `the training loss of a fit is that of its predictions`(objective: BoostingObjective) throws {
    var world = BoostingWorld(seed: 8)
    for (isWeighted, categories) in [(false, 0), (true, 12), (false, 300)] {
      let data = world.mixed(
        for: objective, rows: 1_500, missing: 0.1, isWeighted: isWeighted, categories: categories)
      for growth in TreeGrowth.allCases {
        let trees = try BoostedTrees.fit(
          data,
          configuration: .init(
            objective: objective, rounds: 15, growth: growth, maxLeaves: 12, maxBins: 60, rowFraction: 0.7,
            featureFraction: 0.8, evaluatesTraining: true),
          validation: data)
        let last = try #require(trees.history.last)
        let loss = BoostingLossTwin(objective: objective).loss(of: trees, data)
        #expect(abs(Double(try #require(last.trainingLoss)) - loss) < 1e-4 * max(1, abs(loss)))
        #expect(abs(Double(try #require(last.validationLoss)) - loss) < 1e-4 * max(1, abs(loss)))
      }
    }
  }

  @Test(arguments: BoostingWorld.objectives)
  func `trees lower the loss`(objective: BoostingObjective) throws {
    var world = BoostingWorld(seed: 9)
    let data = world.mixed(for: objective, rows: 1_000)
    let trees = try BoostedTrees.fit(
      data, configuration: .init(objective: objective, rounds: 40, evaluatesTraining: true))
    let losses = trees.history.compactMap(\.trainingLoss)
    #expect(losses[39] < losses[10] && losses[10] < losses[0])
    if objective != .poisson { #expect(losses[39] < 0.5 * losses[0]) }
  }

  @Test(arguments: [BoostingObjective.logistic, .softmax(2)])
  func `a class of one row in twenty thousand keeps its share`(objective: BoostingObjective) throws {
    // Gradients of the other rows are as small as the share: rounded to 0, they would let it grow.
    var random = RandomSource(seed: 77)
    let count = 1 << 20
    let features = (0..<count).map { _ in Float(random.uniform()) }
    let targets: [Float] = (0..<count).map { $0 % 20_000 == 7 ? 1 : 0 }
    let trees = try BoostedTrees.fit(
      TrainingMatrix(features: features, featureCount: 1, targets: targets),
      configuration: .init(objective: objective, rounds: 15, maxLeaves: 4, minRowsPerLeaf: 100_000, threads: 2))
    let rows = TrainingMatrix(
      features: (0..<1_000).map { Float($0) / 1_000 }, featureCount: 1, targets: [Float](repeating: 0, count: 1_000))
    let predictions = trees.predict(rows)
    let outputs = trees.outputCount
    let mean = (0..<1_000).reduce(0.0) { $0 + Double(predictions[$1 * outputs + outputs - 1]) } / 1_000
    #expect(abs(mean - 1 / 20_000) < 0.1 / 20_000)
  }
}
