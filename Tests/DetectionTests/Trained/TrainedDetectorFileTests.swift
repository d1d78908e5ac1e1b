import Detection
import Tensors
import Testing

struct TrainedDetectorFileTests {
  private static let trained = Result { try SeededMetrics.detector().file }

  @Test(arguments: TrainedDetectorConfiguration.Models.allCases)
  func `a file gives back the same scores`(models: TrainedDetectorConfiguration.Models) throws {
    for adaptsScale in [false, true] {
      var detector = try SeededMetrics.detector(models, adaptsScale: adaptsScale)
      let bytes = detector.file.encoded()
      var read = try TrainedDetector(SafetensorsFile(decoding: bytes, name: "detector"))
      #expect(read.metrics == SeededMetrics.names && read.intervalSeconds == 60 && read.models == models)
      var rows = SeededMetrics(rows: 500, seed: 33).rows
      rows[300] = [.nan, 40]
      #expect(scores(&detector, rows) == scores(&read, rows))
      #expect(read.file.encoded() == bytes)
    }
  }

  @Test(arguments: [
    ("kind", "tidegate.forecaster", "tidegate.forecaster"), ("schema", "lstm-v9", "lstm-v9"),
    ("models", "transformer", "'transformer'"), ("models", "lstm", "calibration.scales"),
    ("metrics", "one\ntwo\nthree", "3 metrics"), ("metrics", "", "1 metrics"),
    ("intervalSeconds", "nan", "interval"), ("intervalSeconds", "-5", "interval"),
    ("intervalSeconds", "soon", "interval"), ("intervalSeconds", "1e300", "interval"),
  ])
  func `other metadata is refused with a sentence`(key: String, value: String, part: String) throws {
    var file = try Self.trained.get()
    file.metadata[key] = value
    let error = #expect(throws: DetectionError.self) { try TrainedDetector(file) }
    #expect(error?.description.contains(part) == true, "\(String(describing: error))")
  }

  @Test(arguments: ["kind", "schema", "models", "metrics"])
  func `absent metadata is refused`(key: String) throws {
    var file = try Self.trained.get()
    file.metadata[key] = nil
    #expect(throws: DetectionError.self) { try TrainedDetector(file) }
  }

  @Test func `damaged tensors are refused with a sentence that names them`() throws {
    let file = try Self.trained.get()
    #expect(file.tensors.count == 14)
    for (name, tensor) in file.tensors {
      var damaged = file
      damaged.tensors[name] = nil
      let error = #expect(throws: DetectionError.self) { try TrainedDetector(damaged) }
      #expect(error?.description.contains(name) == true, "\(String(describing: error))")
      damaged.tensors[name] = Tensor(zeros: tensor.shape + [2])
      #expect(throws: DetectionError.self, "\(name)") { try TrainedDetector(damaged) }
      damaged.tensors[name] = Tensor([Float](repeating: .nan, count: tensor.count), shape: tensor.shape)
      #expect(throws: DetectionError.self, "\(name)") { try TrainedDetector(damaged) }
    }
  }

  @Test(arguments: [
    "calibration.scales", "calibration.deviations", "calibration.thresholds", "scaler.deviations",
  ])
  func `values that must be positive are`(name: String) throws {
    var file = try Self.trained.get()
    for value in [Float(0), -1] {
      file.tensors[name]?.values[1] = value
      let error = #expect(throws: DetectionError.self) { try TrainedDetector(file) }
      #expect(error?.description.contains("not positive") == true)
    }
  }

  @Test func `names of metrics with spaces and none at all come back`() throws {
    var file = try Self.trained.get()
    file.metadata["metrics"] = "\nqueue length"
    #expect(try TrainedDetector(file).metrics == ["", "queue length"])
  }
}
