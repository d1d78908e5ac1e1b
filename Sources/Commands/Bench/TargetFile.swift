import Tensors

/// The targets of a matrix's rows from a `.npy` file.
struct TargetFile {
  /// Shape `[N]`, finite.
  let values: [Float]

  /// - Parameter objective: What the targets are for; 0 and 1 are the only ones of `logistic`.
  init(_ path: String, for objective: BenchTrees.Objective) throws {
    let tensor = try NPY.read(path)
    guard tensor.shape.count == 1 || tensor.shape.count == 2 && tensor.shape[1] == 1, tensor.count > 0 else {
      throw CommandFailure(
        .badData, "\(path) has the shape \(tensor.shape), expected one target for each row; save it so")
    }
    values = tensor.values
    if let row = values.firstIndex(where: { !$0.isFinite }) {
      throw CommandFailure(.badData, "\(path): row \(row) is \(values[row]), expected a number; leave the row out")
    }
    if objective == .logistic, let row = values.firstIndex(where: { $0 != 0 && $0 != 1 }) {
      throw CommandFailure(
        .badData, "\(path): row \(row) is \(values[row]), expected 0 or 1 for the objective logistic; mend the target")
    }
  }
}
