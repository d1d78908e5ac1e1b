import Engine
import Foundation

extension ModelSet {
  /// Reads a folder of models; one that is not there is missing input rather than a damaged model.
  init(folder: String) throws {
    guard FileManager.default.fileExists(atPath: folder) else {
      throw CommandFailure(
        .inputMissing,
        "there is no folder '\(folder)', expected one with forecaster/, detector/ or policy/; check the path")
    }
    self = try ModelSet(contentsOf: folder)
  }
}
