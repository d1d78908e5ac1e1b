import Learning
import Testing

@Suite("What cannot be trained on is refused with a sentence")
struct BoostingErrorTests {
  private let good = TrainingMatrix(features: [1, 2, 3, 4, 5, 6], featureCount: 2, targets: [1, 2, 3])

  private func refusal(
    _ training: TrainingMatrix? = nil, validation: TrainingMatrix? = nil,
    objective: BoostingObjective? = nil, configuration: BoostingConfiguration = .init(rounds: 2)
  ) -> BoostingError? {
    do throws(BoostingError) {
      var configuration = configuration
      if let objective { configuration.objective = objective }
      _ = try BoostedTrees.fit(training ?? good, configuration: configuration, validation: validation)
      return nil
    } catch {
      #expect(error.description.hasSuffix("."))
      #expect(error.description.contains(": "))
      return error
    }
  }

  @Test func `the good matrix is accepted`() {
    #expect(refusal() == nil)
    #expect(refusal(validation: good) == nil)
  }

  @Test func `a matrix without features, without rows or with one row`() {
    #expect(refusal(TrainingMatrix(features: [], featureCount: 0, targets: [1, 2])) == .noFeatures(columns: 0))
    #expect(refusal(TrainingMatrix(features: [], featureCount: -3, targets: [1, 2])) == .noFeatures(columns: -3))
    #expect(
      refusal(TrainingMatrix(features: [], featureCount: 2, targets: []))
        == .tooFewRows(rows: 0, needed: 2, matrix: "training"))
    #expect(
      refusal(TrainingMatrix(features: [1, 2], featureCount: 2, targets: [1]))
        == .tooFewRows(rows: 1, needed: 2, matrix: "training"))
    #expect(
      refusal(validation: TrainingMatrix(features: [], featureCount: 2, targets: []))
        == .tooFewRows(rows: 0, needed: 1, matrix: "validation"))
  }

  @Test func `features that do not fill their shape`() {
    #expect(
      refusal(TrainingMatrix(features: [1, 2, 3], featureCount: 2, targets: [1, 2]))
        == .shapeMismatch(values: 3, rows: 2, columns: 2, matrix: "training"))
    #expect(
      refusal(TrainingMatrix(features: [1, 2], featureCount: .max, targets: [1, 2]))
        == .tooManyFeatures(columns: .max, limit: 1 << 20))
    #expect(
      refusal(validation: TrainingMatrix(features: [1, 2, 3], featureCount: 3, targets: [1]))
        == .columnMismatch(columns: 3, expected: 2, matrix: "validation"))
  }

  @Test(arguments: [Float.infinity, -.infinity])
  func `an infinite feature`(value: Float) {
    let bad = TrainingMatrix(features: [1, 2, 3, value, .nan, 6], featureCount: 2, targets: [1, 2, 3])
    #expect(refusal(bad) == .invalidFeature(value: value, row: 1, column: 1, matrix: "training"))
    #expect(refusal(validation: bad) == .invalidFeature(value: value, row: 1, column: 1, matrix: "validation"))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, 1e31, -.greatestFiniteMagnitude])
  func `a target that is not finite or too large`(value: Float) {
    let bad = TrainingMatrix(features: good.features, featureCount: 2, targets: [1, 2, value])
    for refused in [refusal(bad), refusal(validation: bad)] {
      guard case .invalidTarget(_, row: 2, _) = refused else {
        Issue.record("\(value) gave \(String(describing: refused))")
        continue
      }
    }
  }

  @Test(arguments: [0, 1, -0.5, 2, .infinity, -.infinity])
  func `a quantile outside of 0 to 1`(level: Double) {
    #expect(refusal(objective: .quantile(level)) == .invalidQuantile(level))
    #expect(refusal(objective: .quantiles([level, 0.5])) == .invalidQuantile(level))
  }

  @Test func `a quantile that is not a number`() {
    guard case .invalidQuantile(let level) = refusal(objective: .quantile(.nan)) else {
      Issue.record("NaN was accepted as a quantile")
      return
    }
    #expect(level.isNaN)
  }

  @Test func `settings outside their ranges`() {
    let bad: [(String, BoostingConfiguration)] = [
      ("rounds", .init(rounds: 0)), ("rounds", .init(rounds: -1)), ("rounds", .init(rounds: .max)),
      ("maxLeaves", .init(maxLeaves: 1)), ("maxLeaves", .init(maxLeaves: .max)),
      ("learningRate", .init(learningRate: 0)), ("learningRate", .init(learningRate: 1.1)),
      ("learningRate", .init(learningRate: .nan)),
      ("maxBins", .init(maxBins: 1)), ("maxBins", .init(maxBins: 256)),
      ("minRowsPerLeaf", .init(minRowsPerLeaf: 0)), ("minRowsPerLeaf", .init(minRowsPerLeaf: .max)),
      ("maxDepth", .init(maxDepth: 0)), ("maxDepth", .init(maxDepth: .max)),
      ("minHessianPerLeaf", .init(minHessianPerLeaf: -1)), ("minHessianPerLeaf", .init(minHessianPerLeaf: .nan)),
      ("minGain", .init(minGain: -0.1)), ("l1", .init(l1: .infinity)), ("l1", .init(l1: -1)),
      ("huber", .init(objective: .huber(0))), ("huber", .init(objective: .huber(.nan))),
      ("huber", .init(objective: .huber(-1))), ("huber", .init(objective: .huber(.infinity))),
      ("softmax", .init(objective: .softmax(1))), ("softmax", .init(objective: .softmax(.max))),
      ("quantiles", .init(objective: .quantiles([]))), ("quantiles", .init(objective: .quantiles([0.5, 0.5]))),
      ("quantiles", .init(objective: .quantiles([0.9, 0.1]))),
      ("monotone", .init(monotone: [2: .increasing])), ("monotone", .init(monotone: [-1: .decreasing])),
      ("monotone", .init(objective: .softmax(4), monotone: [0: .increasing])),
      ("l2", .init(l2: -1)), ("l2", .init(l2: .nan)), ("l2", .init(l2: .infinity)),
      ("rowFraction", .init(rowFraction: 0)), ("rowFraction", .init(rowFraction: .nan)),
      ("featureFraction", .init(featureFraction: 1.5)), ("featureFraction", .init(featureFraction: -1)),
      ("threads", .init(threads: 0)), ("threads", .init(threads: 5_000)),
      ("earlyStoppingRounds", .init(earlyStoppingRounds: 0)),
    ]
    for (name, configuration) in bad {
      let refused = refusal(configuration: configuration)
      guard case .invalidSetting(name, _, _) = refused else {
        Issue.record("\(name) gave \(String(describing: refused)): \(configuration)")
        continue
      }
    }
  }

  @Test(arguments: [
    (BoostingObjective.poisson, Float(-1)), (.logistic, -0.1), (.logistic, 1.5), (.softmax(3), 3), (.softmax(3), -1),
    (.softmax(3), 0.5),
  ])
  func `a target that the objective is not for`(objective: BoostingObjective, value: Float) {
    func matrix(_ target: Float) -> TrainingMatrix {
      TrainingMatrix(features: good.features, featureCount: 2, targets: [1, target, 0])
    }
    #expect(refusal(matrix(1), objective: objective) == nil)
    for (refused, name) in [
      (refusal(matrix(value), objective: objective), "training"),
      (refusal(matrix(1), validation: matrix(value), objective: objective), "validation"),
    ] {
      guard case .unsuitableTarget(value, row: 1, matrix: name, _) = refused else {
        Issue.record("\(value) gave \(String(describing: refused))")
        continue
      }
    }
  }

  @Test(arguments: [Float.nan, .infinity, -1, -0.001, 1e31])
  func `a weight that is negative or not finite`(weight: Float) {
    for refused in [refusal(good.weighted([1, weight, 1])), refusal(validation: good.weighted([1, weight, 1]))] {
      guard case .invalidWeight(_, row: 1, _) = refused else {
        Issue.record("\(weight) gave \(String(describing: refused))")
        continue
      }
    }
  }

  @Test func `weights that are all 0, or too few or too many`() {
    #expect(refusal(good.weighted([0, 2, 0])) == nil)
    #expect(refusal(good.weighted([0, 0, 0])) == .invalidWeight(value: 0, row: 0, matrix: "training"))
    #expect(refusal(good.weighted([1, 1])) == .weightMismatch(weights: 2, rows: 3, matrix: "training"))
    #expect(
      refusal(validation: good.weighted([1, 1, 1, 1])) == .weightMismatch(weights: 4, rows: 3, matrix: "validation"))
  }

  @Test func `names and categories that fit no column`() {
    for bad in [
      TrainingMatrix(features: good.features, featureCount: 2, targets: good.targets, categoricalFeatures: [2]),
      TrainingMatrix(features: good.features, featureCount: 2, targets: good.targets, categoricalFeatures: [-1]),
      TrainingMatrix(features: good.features, featureCount: 2, targets: good.targets, featureNames: ["one"]),
    ] {
      guard case .invalidSetting = refusal(bad) else {
        Issue.record("\(bad) was accepted")
        continue
      }
    }
    let categories = TrainingMatrix(
      features: good.features, featureCount: 2, targets: good.targets, categoricalFeatures: [1])
    #expect(refusal(categories, configuration: .init(monotone: [0: .increasing])) == nil)
    guard case .invalidSetting("monotone", _, _) = refusal(categories, configuration: .init(monotone: [1: .increasing]))
    else {
      Issue.record("categories may be monotone")
      return
    }
  }

  @Test func `a rate past what a number can hold`() {
    let wild = TrainingMatrix(
      features: (0..<400).map(Float.init), featureCount: 1, targets: (0..<400).map { $0 == 399 ? 1e30 : 0 })
    let refused = refusal(
      wild,
      configuration: .init(
        objective: .poisson, rounds: 5, learningRate: 1, minRowsPerLeaf: 1, minHessianPerLeaf: 0, l2: 0))
    guard case .diverged = refused else {
      Issue.record("gave \(String(describing: refused))")
      return
    }
  }

  @Test func `early stopping without validation rows`() {
    #expect(refusal(configuration: .init(earlyStoppingRounds: 5)) == .earlyStoppingWithoutValidation)
  }

  @Test func `targets for another number of rows than were binned`() throws {
    let matrix = try BinnedMatrix(good)
    #expect(throws: BoostingError.shapeMismatch(values: 6, rows: 2, columns: 2, matrix: "training")) {
      try BoostedTrees.fit(matrix, targets: [1, 2], configuration: .init())
    }
    #expect(throws: BoostingError.self) { try BinnedMatrix(good, maxBins: 1_000) }
  }

  @Test(arguments: BoostingWorld.objectives)
  func `every matrix of awkward numbers is fitted or refused`(objective: BoostingObjective) {
    var world = BoostingWorld(seed: 12)
    let awkward: [Float] = [
      0, -0.0, 1, .nan, 2, 1e30, -1e30, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      .leastNormalMagnitude, 1.000_000_1, .infinity,
    ]
    var accepted = 0
    for _ in 0..<400 {
      let (rows, features) = (1 + world.random.integer(below: 20), 1 + world.random.integer(below: 3))
      let kinds = 1 + world.random.integer(below: awkward.count)
      let draw = { awkward[world.random.integer(below: kinds)] }
      let values = (0..<rows * features).map { _ in draw() }
      let targets = (0..<rows).map { _ in draw() }
      let kind = world.random.uniform()
      let configuration = BoostingConfiguration(
        objective: objective, rounds: 4, growth: kind < 0.7 ? .leafWise : .depthWise, maxLeaves: 4, learningRate: 1,
        minRowsPerLeaf: 1, minHessianPerLeaf: 0, l1: kind < 0.2 ? 1 : 0, l2: kind < 0.5 ? 0 : 1,
        rowFraction: 0.2 + 0.8 * world.random.uniform(), seed: world.random.next())
      let weights = kind < 0.3 ? (0..<rows).map { _ in abs(draw()) } : []
      let data = TrainingMatrix(
        features: values, featureCount: features, targets: targets, weights: weights,
        categoricalFeatures: kind < 0.15 ? [0] : [])
      guard let trees = try? BoostedTrees.fit(data, configuration: configuration) else { continue }
      accepted += 1
      #expect(trees.predict(data).allSatisfy { $0.isFinite }, "\(data) \(configuration)")
    }
    #expect(accepted > 30)
  }
}
