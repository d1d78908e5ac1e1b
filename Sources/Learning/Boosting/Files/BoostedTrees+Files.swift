import Foundation
import Tensors

extension BoostedTrees {
  /// Loads a model from a file, whatever wrote it: see ``init(modelFile:name:)``.
  ///
  /// - Parameter url: Where the file is.
  /// - Throws: `BoostingError.unreadableModelFile`, or as ``init(modelFile:name:)``.
  public init(contentsOf url: URL) throws(BoostingError) {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw .unreadableModelFile(file: url.path, reason: error.localizedDescription)
    }
    try self.init(modelFile: data, name: url.path)
  }

  /// Loads a model from the bytes of a file, whose content tells its format:
  ///
  ///     safetensors   what `tensors(prefix:)` gives without a prefix
  ///     JSON, UBJSON  XGBoost's `save_model`, versions 1.0 to 3, boosters `gbtree` and `dart`
  ///     text          LightGBM's `save_model`, versions 3 and 4
  ///
  /// The predictions are those of the library that wrote the file, but for the last bits of its sums: XGBoost adds in
  /// single precision, and the leaves of LightGBM are rounded to it here. What no model of ours can say is refused.
  ///
  /// - Parameters:
  ///   - data: The whole file.
  ///   - name: What to call the file in errors.
  /// - Throws: `BoostingError.invalidModelFile` or `.invalidModel`, for content that makes no sense, however it came
  ///   about, and for models with several targets, linear leaves or other objectives.
  /// - Complexity: O(bytes).
  public init(modelFile data: Data, name: String) throws(BoostingError) {
    switch ModelFileFormat(data) {
    case .safetensors:
      let file: SafetensorsFile
      do {
        file = try SafetensorsFile(decoding: data, name: name)
      } catch {
        throw .invalidModelFile(
          file: name, problem: "it is no sound safetensors file (\(error))", remedy: "save the model again")
      }
      try self.init(tensors: file.tensors, prefix: "")
    case .json:
      self = try ModelFileFault.naming(name) { () throws(ModelFileFault) in
        try XGBoostReader(ModelDocument(json: data)).model()
      }
    case .ubjson:
      self = try ModelFileFault.naming(name) { () throws(ModelFileFault) in
        try XGBoostReader(UBJSONReader.document(data)).model()
      }
    case .lightGBM:
      self = try ModelFileFault.naming(name) { () throws(ModelFileFault) in
        try LightGBMReader(data).model()
      }
    case nil:
      throw .invalidModelFile(
        file: name, problem: "it is neither safetensors nor a model of XGBoost's or LightGBM's",
        remedy: "save it with XGBoost's save_model as .json or .ubj, or with LightGBM's save_model")
    }
  }

  /// The model in the JSON format of XGBoost, whose `load_model` reads it under a name that ends with `.json`.
  ///
  /// XGBoost then predicts the same numbers, but for the last bits of its sums, which it adds in single precision. A
  /// Huber loss becomes XGBoost's pseudo-Huber loss, which matters only to training on. Where a base margin has no
  /// exact base score, its rest goes into the leaves of the first tree.
  ///
  /// - Parameter format: Which versions of XGBoost are to read it.
  /// - Returns: JSON; equal models give equal bytes.
  /// - Throws: `BoostingError.inexpressible` for several quantiles that never cross, for features whose zeros count as
  ///   missing, and for quantiles in version 1.7.
  /// - Complexity: O(nodes).
  public func xgboostJSON(format: XGBoostFormat = .version3) throws(BoostingError) -> Data {
    try XGBoostWriter(model: self, format: format).json()
  }
}
