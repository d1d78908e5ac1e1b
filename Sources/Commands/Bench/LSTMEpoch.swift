import Learning
import Tensors

/// An epoch of training, timed: as many windows as there are, drawn at random, with Adam at a rate of at most 0.001.
///
/// The loss is half the squared error of the output after a window's last row.
struct LSTMEpoch {
  let seconds: Double
  /// Mean losses of the first and the last batch.
  let firstLoss: Double
  let lastLoss: Double
  /// Root mean square error on windows that start 3,000 rows after the last training window, up to 5,000 of them; nil
  /// where the series is shorter.
  let testRMSE: Double?
  let network: LSTMNetwork

  /// - Parameters:
  ///   - windows: How many windows there are, from the series' first row on.
  ///   - length: T, rows of a window.
  ///   - progress: Called with the batches done and the newest loss.
  init(
    _ network: LSTMNetwork, _ series: LSTMSeries, windows: Int, length: Int, batch: Int, threads: Int,
    progress: @escaping (_ batches: Int, _ loss: Double) -> Void
  ) throws {
    var network = network
    var configuration = LSTMTrainingConfiguration()
    configuration.steps = (windows + batch - 1) / batch
    configuration.batch = batch
    configuration.window = length
    configuration.warmUp = length - 1
    configuration.learningRate = 1e-3
    configuration.huberDelta = nil
    configuration.clipNorm = nil
    configuration.threads = threads
    let start = ContinuousClock.now
    let report = try LSTMTrainer.train(
      &network, inputs: series.inputs, targets: series.targets, blocks: [0..<windows + length - 1],
      configuration: configuration
    ) {
      progress($0.step, $0.loss)
      return true
    }
    seconds = (ContinuousClock.now - start).seconds
    (firstLoss, lastLoss) = (report.losses.first ?? .nan, report.losses.last ?? .nan)
    let first = windows + 3_000
    let count = min(5_000, series.inputs.shape[0] - length + 1 - first)
    testRMSE = count > 0 ? Self.error(network, series, windows: first..<first + count, length: length) : nil
    self.network = network
  }

  private static func error(
    _ network: LSTMNetwork, _ series: LSTMSeries, windows: Range<Int>, length: Int
  ) -> Double {
    let width = series.inputs.shape[1]
    var sum = 0.0
    for first in stride(from: windows.lowerBound, to: windows.upperBound, by: 250) {
      let rows = min(250, windows.upperBound - first)
      var inputs = Tensor(zeros: [length, rows, width])
      for step in 0..<length {
        // The windows' rows at one step follow one another in the series.
        let source = (first + step) * width..<(first + step + rows) * width
        inputs.values.replaceSubrange(
          step * rows * width..<(step + 1) * rows * width, with: series.inputs.values[source])
      }
      let outputs = network.outputs(of: inputs)
      for row in 0..<rows {
        let residual = outputs.values[(length - 1) * rows + row] - series.targets.values[first + row + length - 1]
        sum += Double(residual * residual)
      }
    }
    return (sum / Double(windows.count)).squareRoot()
  }
}
