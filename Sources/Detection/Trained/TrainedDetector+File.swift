import Features
import Learning
import Tensors

extension TrainedDetector {
  private static let kind = "tidegate.detector"
  private static let schema = "forecast-errors-v2"

  /// The model as a safetensors file: the network under PyTorch's names, the linear models, the scaling, and the calibration.
  public var file: SafetensorsFile {
    var tensors = lstm?.network.tensors() ?? [:]
    if let map = ridge?.map {
      tensors["ridge.weight"] = map.weights
      tensors["ridge.bias"] = Self.vector(map.bias)
    }
    if let subspace { tensors["subspace.directions"] = subspace.subspace.directions }
    tensors["calibration.scales"] = Tensor(judges.flatMap(\.scales), shape: [judges.count, metricCount])
    tensors["calibration.deviations"] = Self.vector(calibration.deviations)
    tensors["calibration.thresholds"] = Self.vector([
      calibration.threshold, calibration.quickThreshold, calibration.usual,
    ])
    if !scaler.isRunning {
      tensors["scaler.means"] = Self.vector(scaler.means.map { Float($0) })
      tensors["scaler.deviations"] = Self.vector(scaler.deviations.map { Float($0) })
    }
    return SafetensorsFile(
      metadata: [
        "kind": Self.kind, "schema": Self.schema, "models": models.rawValue,
        "metrics": metrics.joined(separator: "\n"), "intervalSeconds": intervalSeconds.map { "\($0)" } ?? "",
        "scaling": scaler.isRunning ? "running" : "training",
      ], tensors: tensors)
  }

  private static func vector(_ values: [Float]) -> Tensor { Tensor(values, shape: [values.count]) }

  /// Reads a detector from a file that `file` has made.
  ///
  /// - Throws: `DetectionError.file` when the file is not a detector or is damaged.
  public init(_ file: SafetensorsFile) throws(DetectionError) {
    guard file.metadata["kind"] == Self.kind, file.metadata["schema"] == Self.schema else {
      throw .file(
        "the model is of kind '\(file.metadata["kind"] ?? "unknown")' and schema '\(file.metadata["schema"] ?? "none")', "
          + "expected '\(Self.kind)' and '\(Self.schema)'; train it again")
    }
    guard let models = file.metadata["models"].flatMap(TrainedDetectorConfiguration.Models.init) else {
      throw .file(
        "the detector is made of '\(file.metadata["models"] ?? "nothing")', which this build does not know; train it again"
      )
    }
    guard let names = file.metadata["metrics"] else {
      throw .file("the detector's metadata lacks the names of its metrics; train it again")
    }
    let metrics = names.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let seconds = file.metadata["intervalSeconds"] ?? ""
    let interval = Double(seconds)
    guard seconds.isEmpty || interval.map({ $0 > 0 && $0 <= 1e9 }) ?? false else {
      throw .file("the detector's interval of '\(seconds)' seconds makes no sense; train it again")
    }
    let count = metrics.count
    var lstm: LSTMErrors?
    if models.hasLSTM {
      lstm = LSTMErrors(try Self.network(file, metrics: count), horizon: models.horizon)
    }
    var ridge: RidgeErrors?
    if models.hasRidge {
      let weights = try Self.tensor(file, "ridge.weight", [LaggedInputs.lags * count, count])
      let bias = try Self.tensor(file, "ridge.bias", [count])
      ridge = RidgeErrors(LinearMap(weights: weights, bias: Array(bias.values)), intervalSeconds: interval)
    }
    var subspace: SubspaceErrors?
    if models.hasSubspace {
      let rows = file.tensors["subspace.directions"]?.shape.first ?? 0
      guard (1...count).contains(rows) else {
        throw .file("the detector's file is damaged: 'subspace.directions' has \(rows) rows for \(count) metrics")
      }
      subspace = SubspaceErrors(
        PrincipalSubspace(directions: try Self.tensor(file, "subspace.directions", [rows, count])))
    }
    let scales = try Self.tensor(file, "calibration.scales", [models.count, count], isPositive: true)
    let thresholds = try Self.tensor(file, "calibration.thresholds", [3], isPositive: true)
    let calibration = Calibration(
      scales: (0..<models.count).map { Array(scales.values[($0 * count)..<(($0 + 1) * count)]) },
      deviations: Array(try Self.tensor(file, "calibration.deviations", [count], isPositive: true).values),
      threshold: thresholds.values[0], quickThreshold: thresholds.values[1], usual: thresholds.values[2])
    let scaler: RunningScaler
    if file.metadata["scaling"] == "running" {
      scaler = RunningScaler(metrics: count)
    } else {
      let means = try Self.tensor(file, "scaler.means", [count])
      let deviations = try Self.tensor(file, "scaler.deviations", [count], isPositive: true)
      scaler = RunningScaler(means: means.values.map { Double($0) }, deviations: deviations.values.map { Double($0) })
    }
    self.init(
      metrics: metrics, intervalSeconds: interval, models: models, scaler: scaler, lstm: lstm, ridge: ridge,
      subspace: subspace, calibration: calibration)
  }

  private static func network(_ file: SafetensorsFile, metrics: Int) throws(DetectionError) -> LSTMNetwork {
    let network: LSTMNetwork
    do { network = try LSTMNetwork(tensors: file.tensors) } catch {
      throw .file("the detector's file is damaged: \(error)")
    }
    guard network.configuration.inputs == 2 * metrics, network.configuration.outputs == metrics else {
      throw .file("the detector's network does not fit its \(metrics) metrics; train it again")
    }
    return network
  }

  /// A tensor of finite values.
  private static func tensor(
    _ file: SafetensorsFile, _ name: String, _ shape: [Int], isPositive: Bool = false
  ) throws(DetectionError) -> Tensor {
    let tensor: Tensor
    do { tensor = try file.tensor(name, shape: shape) } catch {
      throw .file("the detector's file is damaged: \(error)")
    }
    guard tensor.values.allSatisfy({ $0.isFinite }) else {
      throw .file("the detector's file is damaged: '\(name)' has values that are not finite")
    }
    guard !isPositive || tensor.values.allSatisfy({ $0 > 0 }) else {
      throw .file("the detector's file is damaged: '\(name)' has values that are not positive")
    }
    return tensor
  }
}
