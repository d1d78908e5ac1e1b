import Foundation
import Learning
import Testing

/// The folder `written` holds what the writer wrote and what XGBoost 1.7.6 and 3.2.0 predicted with it:
/// `Fixtures/model-files/make.py` says how.
@Suite("XGBoost predicts with written models what they predict here")
struct XGBoostWriterReferenceTests {
  static let files: [(name: String, model: WrittenModel, format: XGBoostFormat)] = WrittenModel.allCases.flatMap {
    model in
    XGBoostFormat.allCases.filter { $0 == .version3 || model.isOld }.map { ("\($0)-\(model)", model, $0) }
  }

  @Test func `the writer writes the bytes that XGBoost read`() throws {
    let folder = ProcessInfo.processInfo.environment["TIDEGATE_WRITE_MODELS"]
    for file in Self.files {
      let data = try file.model.model.xgboostJSON(format: file.format)
      if let folder { try data.write(to: URL(fileURLWithPath: "\(folder)/\(file.name).json")) }
      #expect(try folder != nil || data == ModelFileFixture.data("written/\(file.name).json"), "\(file.name)")
    }
  }

  @Test func `XGBoost's predictions are the model's own`() throws {
    let fixtures = try ModelFileFixture.all("written")
    #expect(fixtures.count == Self.files.count)
    for file in Self.files {
      try #require(fixtures[file.name]).expectAgreement(file.model.model, file.name)
    }
  }
}
