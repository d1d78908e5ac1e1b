import Features
import Forecasting
import Foundation
import Tensors

/// What the trees of `forecast` learn from first and are then asked, for other libraries to be measured on.
struct FeatureExport {
  /// `[N, F]`, the rows drawn from the first three quarters.
  private let training: TrainingSample
  /// `[M, F]`, every later row that can be forecast and scored.
  private var features: [Float] = []
  /// `[M]`, what came, and the newest load when it was forecast.
  private var actual: [Float] = []
  private var newest: [Float] = []
  private let scale: Double

  init(_ load: RecordedLoad, trainRows: Int, _ empty: LoadHistory, seed: UInt64) {
    scale = empty.scale
    var history = empty
    for value in load.values[..<trainRows] { history.append(Float(value)) }
    training = TrainingSample(history, limit: QuantileModelConfiguration().maxRows, seed: seed)
    let reach = empty.target.reach
    var row = [Float](repeating: 0, count: LoadHistory.featureCount)
    for position in (trainRows - 1)..<(load.values.count - reach) {
      if position >= trainRows { history.append(Float(load.values[position])) }
      guard !load.values[position + reach].isNaN, history.extract(into: &row) else { continue }
      features += row
      actual.append(Float(load.values[position + reach]))
      newest.append(history.newestLoad)
    }
  }

  /// Writes `PATH-train-x.npy`, `-train-y`, `-train-ratio`, `-test-x`, `-test-y`, `-test-newest` and `-scale`.
  func write(to path: String) throws {
    let width = LoadHistory.featureCount
    let files: [(String, Tensor)] = [
      ("train-x", Tensor(training.features, shape: [training.count, width])),
      ("train-y", Tensor(training.loads, shape: [training.count])),
      ("train-ratio", Tensor(training.ratios, shape: [training.count])),
      ("test-x", Tensor(features, shape: [actual.count, width])), ("test-y", Tensor(actual, shape: [actual.count])),
      ("test-newest", Tensor(newest, shape: [newest.count])), ("scale", Tensor([Float(scale)], shape: [1])),
    ]
    for (name, tensor) in files { try NPY.write(tensor, to: "\(path)-\(name).npy") }
  }
}
