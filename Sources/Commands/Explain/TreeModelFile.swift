import Foundation
import Learning
import Tensors

/// Trees on disk, whoever wrote them.
enum TreeModelFile {
  /// Reads a model of ours, of XGBoost's or of LightGBM's.
  ///
  /// - Throws: `BoostingError`.
  static func load(_ path: String) throws -> BoostedTrees {
    try BoostedTrees(contentsOf: URL(fileURLWithPath: path))
  }

  /// A model as the bytes of a file: XGBoost's JSON where its name ends with `.json`, otherwise safetensors.
  ///
  /// - Throws: `BoostingError`, for what XGBoost cannot say.
  static func encode(_ trees: BoostedTrees, as path: String?) throws -> Data {
    if path?.hasSuffix(".json") == true { return try trees.xgboostJSON() }
    return SafetensorsFile(tensors: trees.tensors(prefix: "")).encoded()
  }
}
