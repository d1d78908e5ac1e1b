import Learning
import Testing

@Suite("What cannot be trained on is refused with a sentence")
struct BoostingErrorTests {
  private let good = TrainingMatrix(features: [1, 2, 3, 4, 5, 6], featureCount: 2, targets: [1, 2, 3])

  private func refusal(
    _ training: TrainingMatrix? = nil, validation: TrainingMatrix? = nil,
    objective: BoostingObjective = .squaredError, configuration: BoostingConfiguration = .init(rounds: 2)
  ) -> BoostingError? {
    do throws(BoostingError) {
      _ = try BoostedTrees.fit(
        training ?? good, validation: validation, objective: objective, configuration: configuration)
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
      ("l2", .init(l2: -1)), ("l2", .init(l2: .nan)), ("l2", .init(l2: .infinity)),
      ("rowFraction", .init(rowFraction: 0)), ("rowFraction", .init(rowFraction: .nan)),
      ("featureFraction", .init(featureFraction: 1.5)), ("featureFraction", .init(featureFraction: -1)),
      ("threads", .init(threads: 0)), ("threads", .init(threads: 5_000)),
      ("earlyStoppingRounds", .init(earlyStoppingRounds: 0)),
    ]
    for (name, configuration) in bad {
      guard case .invalidSetting(name, _, _) = refusal(configuration: configuration) else {
        Issue.record("\(name) was accepted: \(configuration)")
        continue
      }
    }
  }

  @Test func `early stopping without validation rows`() {
    #expect(refusal(configuration: .init(earlyStoppingRounds: 5)) == .earlyStoppingWithoutValidation)
  }

  @Test func `targets for another number of rows than were binned`() throws {
    let matrix = try BinnedMatrix(good)
    #expect(throws: BoostingError.shapeMismatch(values: 6, rows: 2, columns: 2, matrix: "training")) {
      try BoostedTrees.fit(matrix, targets: [1, 2], objective: .squaredError, configuration: .init())
    }
    #expect(throws: BoostingError.self) { try BinnedMatrix(good, maxBins: 1_000) }
  }

  @Test func `every matrix of awkward numbers is fitted or refused`() {
    var world = BoostingWorld(seed: 12)
    let awkward: [Float] = [
      0, -0.0, 1, .nan, 1e30, -1e30, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      .leastNormalMagnitude, 1.000_000_1, .infinity,
    ]
    var accepted = 0
    for _ in 0..<2_000 {
      let (rows, features) = (1 + world.random.integer(below: 20), 1 + world.random.integer(below: 3))
      let kinds = 1 + world.random.integer(below: awkward.count)
      let draw = { awkward[world.random.integer(below: kinds)] }
      let values = (0..<rows * features).map { _ in draw() }
      let targets = (0..<rows).map { _ in draw() }
      let level = world.random.uniform()
      let configuration = BoostingConfiguration(
        rounds: 4, maxLeaves: 4, learningRate: 1, minRowsPerLeaf: 1, l2: level < 0.5 ? 0 : 1,
        rowFraction: 0.2 + 0.8 * world.random.uniform(), seed: world.random.next())
      let data = TrainingMatrix(features: values, featureCount: features, targets: targets)
      let objective = level < 0.3 ? BoostingObjective.squaredError : .quantile(level)
      guard let trees = try? BoostedTrees.fit(data, objective: objective, configuration: configuration) else {
        continue
      }
      accepted += 1
      #expect(trees.predict(data).allSatisfy { $0.isFinite })
    }
    #expect(accepted > 200)
  }
}
