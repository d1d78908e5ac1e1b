import Detection
import Tensors
import Testing

struct LSTMDetectorFileTests {
  private static let trained = Result { try SeededMetrics.detector().file }

  @Test(arguments: [
    ("kind", "tidegate.forecaster", "tidegate.forecaster"), ("schema", "lstm-v9", "lstm-v9"),
    ("metrics", "one\ntwo\nthree", "3 metrics"), ("metrics", "", "1 metrics"),
    ("intervalSeconds", "nan", "interval"), ("intervalSeconds", "-5", "interval"),
    ("intervalSeconds", "soon", "interval"), ("intervalSeconds", "1e300", "interval"),
  ])
  func `other metadata is refused with a sentence`(key: String, value: String, part: String) throws {
    var file = try Self.trained.get()
    file.metadata[key] = value
    let error = #expect(throws: DetectionError.self) { try LSTMDetector(file) }
    #expect(error?.description.contains(part) == true, "\(String(describing: error))")
  }

  @Test(arguments: ["kind", "schema", "metrics"])
  func `absent metadata is refused`(key: String) throws {
    var file = try Self.trained.get()
    file.metadata[key] = nil
    #expect(throws: DetectionError.self) { try LSTMDetector(file) }
  }

  @Test func `damaged tensors are refused with a sentence that names them`() throws {
    let file = try Self.trained.get()
    #expect(file.tensors.count == 10)
    for (name, tensor) in file.tensors {
      var damaged = file
      damaged.tensors[name] = nil
      let error = #expect(throws: DetectionError.self) { try LSTMDetector(damaged) }
      #expect(error?.description.contains(name) == true, "\(String(describing: error))")
      damaged.tensors[name] = Tensor(zeros: tensor.shape + [2])
      #expect(throws: DetectionError.self, "\(name)") { try LSTMDetector(damaged) }
      damaged.tensors[name] = Tensor([Float](repeating: .nan, count: tensor.count), shape: tensor.shape)
      #expect(throws: DetectionError.self, "\(name)") { try LSTMDetector(damaged) }
    }
  }

  @Test(arguments: ["calibration.variances", "calibration.units", "scaler.deviations"])
  func `values that must be positive are`(name: String) throws {
    var file = try Self.trained.get()
    for value in [Float(0), -1] {
      file.tensors[name]?.values[1] = value
      let error = #expect(throws: DetectionError.self) { try LSTMDetector(file) }
      #expect(error?.description.contains("not positive") == true)
    }
  }

  @Test func `names of metrics with spaces and none at all come back`() throws {
    var file = try Self.trained.get()
    file.metadata["metrics"] = "\nqueue length"
    #expect(try LSTMDetector(file).metrics == ["", "queue length"])
  }
}
