import Features
import Learning
import Tensors

extension LSTMDetector {
  private static let kind = "tidegate.detector"
  private static let schema = "lstm-one-step-v1"

  /// The model as a safetensors file: the network under PyTorch's names, the scaling, and the calibration.
  public var file: SafetensorsFile {
    var tensors = network.tensors()
    func vector(_ values: [Double]) -> Tensor { Tensor(values.map { Float($0) }, shape: [values.count]) }
    tensors["calibration.variances"] = vector(calibration.variances)
    tensors["calibration.units"] = vector(
      [calibration.plainUnit, calibration.normalizedUnit, calibration.threshold])
    if !scaler.isRunning {
      tensors["scaler.means"] = vector(scaler.means)
      tensors["scaler.deviations"] = vector(scaler.deviations)
    }
    return SafetensorsFile(
      metadata: [
        "kind": Self.kind, "schema": Self.schema, "metrics": metrics.joined(separator: "\n"),
        "intervalSeconds": intervalSeconds.map { "\($0)" } ?? "",
        "scaling": scaler.isRunning ? "running" : "training",
      ], tensors: tensors)
  }

  /// Reads a detector from a file that `file` has made.
  ///
  /// - Throws: `DetectionError.file` when the file is not a detector or is damaged.
  public init(_ file: SafetensorsFile) throws(DetectionError) {
    guard file.metadata["kind"] == Self.kind, file.metadata["schema"] == Self.schema else {
      throw .file(
        "the model is of kind '\(file.metadata["kind"] ?? "unknown")' and schema '\(file.metadata["schema"] ?? "none")', "
          + "expected '\(Self.kind)' and '\(Self.schema)'; train it again")
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
    func vector(_ name: String, _ count: Int) throws(DetectionError) -> [Double] {
      do {
        let values = try file.tensor(name, shape: [count]).values.map { Double($0) }
        guard values.allSatisfy({ $0.isFinite }) else {
          throw DetectionError.file("'\(name)' has values that are not finite")
        }
        return values
      } catch {
        throw .file("the detector's file is damaged: \(error)")
      }
    }
    let network: LSTMNetwork
    do { network = try LSTMNetwork(tensors: file.tensors) } catch {
      throw .file("the detector's file is damaged: \(error)")
    }
    guard network.configuration.inputs == metrics.count,
      network.configuration.outputs == metrics.count
    else { throw .file("the detector's network does not fit its \(metrics.count) metrics; train it again") }
    let variances = try vector("calibration.variances", metrics.count)
    let units = try vector("calibration.units", 3)
    guard (variances + units).allSatisfy({ $0 > 0 }) else {
      throw .file("the detector's calibration has values that are not positive; train it again")
    }
    let scaler: RunningScaler
    if file.metadata["scaling"] == "running" {
      scaler = RunningScaler(metrics: metrics.count)
    } else {
      let deviations = try vector("scaler.deviations", metrics.count)
      guard deviations.allSatisfy({ $0 > 0 }) else { throw .file("the detector's deviations are not positive") }
      scaler = RunningScaler(means: try vector("scaler.means", metrics.count), deviations: deviations)
    }
    self.init(
      metrics: metrics, intervalSeconds: interval, network: network,
      scaler: scaler,
      calibration: Calibration(
        variances: variances, plainUnit: units[0], normalizedUnit: units[1], threshold: units[2]))
  }
}
