/// What can be wrong with the configurations, weights and rows that come into the recurrent folder.
///
/// Each case prints as one sentence: what was found, where, what was expected, and what to do.
public enum RecurrentError: Error, Equatable, Sendable {
  /// A setting is outside its range.
  case invalidSetting(name: String, value: String, expected: String)
  /// A tensor that a network needs is not among those given.
  case missingTensor(String, available: [String])
  /// A tensor stands beside those of a network of which it is no part.
  case unknownTensor(String, layers: Int)
  /// A tensor has another shape than the network needs; `nil` stands for any length above zero.
  case wrongShape(tensor: String, expected: [Int?], actual: [Int])
  /// A tensor holds a NaN or an infinity.
  case notFinite(tensor: String, index: Int)
  /// A block names rows that the table does not have, or none.
  case blockOutOfRange(Range<Int>, rows: Int)
  /// No window of the wanted length without missing values lies in any block.
  case noWindow(purpose: String, steps: Int, blocks: Int, missingRows: Int)
  /// The loss or its gradient stopped being a finite number; `windows` are the first rows of the batch's windows, none where
  /// it was the loss on the validation windows.
  case lossNotFinite(step: Int, keptStep: Int, windows: [Int])
  /// A checkpoint cannot be gone on from.
  case checkpoint(problem: String)
}

extension RecurrentError: CustomStringConvertible {
  /// The error as a sentence.
  public var description: String {
    switch self {
    case .invalidSetting(let name, let value, let expected):
      "The setting '\(name)' is \(value), but \(expected) was expected: change it."
    case .missingTensor(let name, let available):
      "There is no tensor '\(name)' among the \(available.count) given "
        + "(\(available.joined(separator: ", "))): check that the file holds an LSTM with a linear head."
    case .unknownTensor(let name, let layers):
      "The tensor '\(name)' is no part of an LSTM of \(layers) \(layers == 1 ? "layer" : "layers") in one direction without "
        + "projections: check the names of the layers, or export such a network."
    case .wrongShape(let tensor, let expected, let actual):
      "The tensor '\(tensor)' has the shape \(actual) where "
        + "[\(expected.map { $0.map(String.init) ?? "any" }.joined(separator: ", "))] was expected: "
        + "check that it belongs to this network."
    case .notFinite(let tensor, let index):
      "The tensor '\(tensor)' holds a value that is not finite at index \(index): "
        + "take the weights from a training that ended well."
    case .blockOutOfRange(let block, let rows):
      "The block of rows \(block.lowerBound)..<\(block.upperBound) is not a range of rows of a table with "
        + "\(rows) rows: give blocks that lie inside the table and hold at least one row."
    case .noWindow(let purpose, let steps, let blocks, let missingRows):
      "The \(blocks) blocks for \(purpose) hold no \(steps) rows in a run without missing values "
        + "(\(missingRows) of their rows have one): give longer blocks, fill the gaps or choose a shorter window."
    case .lossNotFinite(let step, let keptStep, let windows):
      "The loss or its gradient stopped being a finite number at step \(step)"
        + (windows.isEmpty
          ? " on the validation windows"
          : ", in the batch of windows from rows \(windows.prefix(4).map(String.init).joined(separator: ", "))"
            + (windows.count > 4 ? ", …" : ""))
        + ", and the weights after step \(keptStep) were kept: lower the learning rate, or check the scale of the inputs and targets."
    case .checkpoint(let problem):
      "The training cannot go on from the checkpoint: \(problem); give that of the same training, or start anew."
    }
  }
}

extension RecurrentError {
  /// Throws `invalidSetting` unless a value lies in a range; a NaN never does.
  static func require<Value: Comparable>(
    _ value: Value, in range: ClosedRange<Value>, _ name: String
  ) throws(RecurrentError) {
    guard range.contains(value) else {
      throw .invalidSetting(
        name: name, value: "\(value)", expected: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
