import Foundation
import Tensors

/// A series to train a network on: each window's target is column 0 five rows after the window's last row.
struct LSTMSeries {
  /// Rows from a window's last to its target.
  static let lead = 5

  /// Shape `[N, D]`, as read or made, without the last five rows.
  let inputs: Tensor
  /// Shape `[N, 1]`: what should be said after each row.
  let targets: Tensor

  /// - Parameter values: Shape `[N + 5, D]`.
  private init(_ values: Tensor) {
    let (rows, width) = (values.shape[0] - Self.lead, values.shape[1])
    inputs = Tensor(Array(values.values[..<(rows * width)]), shape: [rows, width])
    targets = Tensor((0..<rows).map { values.values[($0 + Self.lead) * width] }, shape: [rows, 1])
  }

  /// Rows from a `.npy` file.
  ///
  /// - Parameter rows: How many there must be at least, besides the five.
  init(contentsOf path: String, width: Int, rows: Int) throws {
    let values = try NPY.read(path)
    guard values.shape.count == 2, values.shape[1] == width, values.shape[0] >= rows + Self.lead else {
      throw CommandFailure(
        .badData,
        "\(path) has the shape \(values.shape), expected at least \(rows + Self.lead) rows of \(width) inputs; give "
          + "another file, or fewer --windows")
    }
    if let index = values.values.firstIndex(where: { !$0.isFinite }) {
      throw CommandFailure(
        .badData, "\(path): row \(index / width), column \(index % width) is \(values.values[index]), expected a number"
      )
    }
    self.init(values)
  }

  /// Loads of services by the minute: a day's season, a drift, bursts that decay, and noise.
  init(rows: Int, width: Int, seed: UInt64) {
    var random = RandomSource(seed: seed)
    let phases = (0..<width).map { _ in random.uniform() }
    var drifts = [Double](repeating: 0, count: width)
    var bursts = drifts
    var values = Tensor(zeros: [rows + Self.lead, width])
    for row in 0..<rows + Self.lead {
      for column in 0..<width {
        drifts[column] = 0.9 * drifts[column] + 0.05 * random.normal()
        bursts[column] = 0.92 * bursts[column] + (random.uniform() < 0.002 ? 0.5 + random.uniform() : 0)
        let season = 1 + 0.5 * sin(2 * Double.pi * (Double(row) / 1_440 + phases[column]))
        values.values[row * width + column] = Float(
          max(0.02, season + drifts[column] + bursts[column]) + 0.02 * random.normal())
      }
    }
    self.init(values)
  }
}
