import Features
import Learning
import Tensors

extension QuantileModel {
  /// What the metadata of a forecaster's file say that it is.
  package static let kind = "tidegate.forecaster"

  /// The model as a safetensors file, with its target, levels and feature schema as metadata.
  public var file: SafetensorsFile {
    var file = SafetensorsFile(
      metadata: [
        "kind": Self.kind, "schema": LoadHistory.featureSchema, "stepSeconds": "\(target.stepSeconds)",
        "lead": "\(target.lead)", "window": "\(target.window)",
        "levels": levels.map { "\($0)" }.joined(separator: ","),
      ],
      tensors: [:])
    file.tensors = trees.tensors(prefix: "")
    return file
  }

  /// Reads a model from a file that `file` has made.
  ///
  /// - Throws: `ForecastError.file` when the file is not a forecaster or is damaged, `.levels` when its
  ///   levels make no sense, `.otherSchema` when it was trained on other features.
  public init(_ file: SafetensorsFile) throws(ForecastError) {
    guard file.metadata["kind"] == Self.kind else {
      throw .file(
        "the model is of kind '\(file.metadata["kind"] ?? "unknown")', expected '\(Self.kind)'; give a forecaster's file"
      )
    }
    let schema = file.metadata["schema"] ?? "none"
    guard schema == LoadHistory.featureSchema else {
      throw .otherSchema(found: "features '\(schema)'", expected: "'\(LoadHistory.featureSchema)'")
    }
    guard let step = file.metadata["stepSeconds"].flatMap(Double.init), step > 0, step.isFinite,
      let lead = file.metadata["lead"].flatMap(Int.init), (1...1_000_000).contains(lead),
      let window = file.metadata["window"].flatMap(Int.init), (1...1_000_000).contains(window)
    else { throw .file("the model's metadata lacks a stepSeconds, lead or window that makes sense; train it again") }
    let texts = (file.metadata["levels"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
    let levels = texts.compactMap { Double($0) }
    guard levels.count == texts.count else {
      throw .file("the model's levels '\(file.metadata["levels"] ?? "")' are not numbers; train it again")
    }
    _ = try QuantileModelConfiguration(levels: levels).validated()
    let trees: BoostedTrees
    do {
      trees = try BoostedTrees(tensors: file.tensors, prefix: "")
    } catch {
      throw .file("\(error)")
    }
    guard trees.objective == .quantiles(levels) else {
      throw .file(
        "the model's trees predict \(trees.objective), but its metadata says the levels \(levels); train it again")
    }
    guard trees.featureCount == LoadHistory.featureCount else {
      throw .otherSchema(
        found: "\(trees.featureCount) features", expected: "\(LoadHistory.featureCount) features")
    }
    self.init(
      target: ForecastTarget(stepSeconds: step, lead: lead, window: window), levels: levels, trees: trees)
  }
}
