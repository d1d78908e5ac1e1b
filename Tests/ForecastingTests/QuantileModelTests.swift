import Features
import Forecasting
import Tensors
import Testing

struct QuantileModelTests {
  private static let target = ForecastTarget(stepSeconds: 600, lead: 2, window: 3)

  private func history(days: Double = 5, seed: UInt64 = 1) -> LoadHistory {
    var history = LoadHistory.empty(Self.target)
    for load in SeededLoads.daily(days: days, stepSeconds: 600, noise: 0.2, seed: seed) { history.append(load) }
    return history
  }

  private func model(threads: Int = 1, seed: UInt64 = 0) throws -> QuantileModel {
    try QuantileModel.fit(
      history(),
      configuration: QuantileModelConfiguration(levels: [0.1, 0.5, 0.9], rounds: 12, seed: seed, threads: threads))
  }

  private func ratios(_ model: QuantileModel) -> [[UInt32]] {
    var history = LoadHistory.empty(Self.target)
    var row = [Float](repeating: 0, count: LoadHistory.featureCount)
    var ratios = [Float](repeating: 0, count: model.levels.count)
    return SeededLoads.daily(days: 2, stepSeconds: 600, noise: 0.3, seed: 77).compactMap { load in
      history.append(load)
      guard history.extract(into: &row) else { return nil }
      model.predict(row.span, into: &ratios)
      return ratios.map(\.bitPattern)
    }
  }

  @Test func `the model does not depend on the number of threads`() throws {
    let one = try model(threads: 1)
    #expect(try model(threads: 2).file.encoded() == one.file.encoded())
    #expect(try model(threads: 7).file.encoded() == one.file.encoded())
    #expect(try model(seed: 1) != one)
  }

  @Test func `progress counts every round once`() throws {
    var counts: [Int] = []
    _ = try QuantileModel.fit(
      history(days: 3), configuration: QuantileModelConfiguration(levels: [0.2, 0.5, 0.7, 0.8], rounds: 3, threads: 2)
    ) { counts.append($0) }
    #expect(counts == [1, 2, 3])
  }

  @Test func `a file gives back the same forecasts`() throws {
    let model = try model()
    let read = try QuantileModel(SafetensorsFile(decoding: model.file.encoded(), name: "model"))
    #expect(read == model)
    #expect(read.target == Self.target && read.levels == [0.1, 0.5, 0.9])
    let expected = ratios(model)
    #expect(expected.count == 288)
    #expect(ratios(read) == expected)
  }

  @Test(arguments: [
    ("kind", "tidegate.detector", "expected 'tidegate.forecaster'"), ("schema", "load-12-v9", "load-12-v9"),
    ("stepSeconds", "-5", "stepSeconds"), ("stepSeconds", "nan", "stepSeconds"), ("lead", "0", "lead"),
    ("window", "99999999999", "window"), ("levels", "0.9,0.5,0.1", "rise"), ("levels", "0.1,half,0.9", "not numbers"),
    ("levels", "", "levels"), ("levels", "0.1,0.2,0.5,0.9", "[0.1, 0.2, 0.5, 0.9]"),
  ])
  func `a file with other metadata is refused with a sentence`(key: String, value: String, part: String) throws {
    var file = try model().file
    file.metadata[key] = value
    let error = #expect(throws: ForecastError.self) { try QuantileModel(file) }
    #expect(error?.description.contains(part) == true, "\(String(describing: error))")
    file.metadata[key] = nil
    #expect(throws: ForecastError.self) { try QuantileModel(file) }
  }

  @Test func `damaged tensors are refused with a sentence that names them`() throws {
    let file = try model().file
    for name in file.tensors.keys.sorted() {
      var damaged = file
      damaged.tensors[name] = nil
      let error = #expect(throws: ForecastError.self) { try QuantileModel(damaged) }
      #expect(error?.description.contains(name) == true, "\(String(describing: error))")
      damaged.tensors[name] = Tensor([.nan], shape: [1])
      #expect(throws: ForecastError.self) { try QuantileModel(damaged) }
    }
  }

  @Test func `trees of other features are refused`() throws {
    var file = try model().file
    file.tensors["feature_count"] = Tensor([50], shape: [1])
    #expect(throws: ForecastError.otherSchema(found: "50 features", expected: "44 features")) {
      try QuantileModel(file)
    }
  }
}
