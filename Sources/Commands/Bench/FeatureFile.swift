import Tensors

/// A matrix of features from a `.npy` file.
struct FeatureFile {
  /// Shape `[N, F]`, row-major; NaN where missing.
  let values: [Float]
  /// N.
  let rowCount: Int
  /// F.
  let featureCount: Int

  /// - Parameters:
  ///   - rows: How many rows there must be.
  ///   - targets: The file of targets that says so.
  ///   - expectedFeatures: F of the matrix that it goes with; nil for any.
  init(_ path: String, rows: Int, of targets: String, expectedFeatures: Int? = nil) throws {
    let tensor = try NPY.read(path)
    guard tensor.shape.count == 2, tensor.shape[1] > 0 else {
      throw CommandFailure(
        .badData, "\(path) has the shape \(tensor.shape), expected rows and features, two axes; save it so")
    }
    guard tensor.shape[0] == rows else {
      throw CommandFailure(
        .badData,
        "\(path) has \(tensor.shape[0]) rows, expected \(rows) as in \(targets); give files that belong together")
    }
    if let expectedFeatures, tensor.shape[1] != expectedFeatures {
      throw CommandFailure(
        .badData,
        "\(path) has \(tensor.shape[1]) features, expected \(expectedFeatures) as in the test set; give files that "
          + "belong together")
    }
    values = tensor.values
    rowCount = rows
    featureCount = tensor.shape[1]
  }
}
