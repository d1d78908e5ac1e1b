import Features
import Foundation
import Learning
import Telemetry
import Tensors

/// One row of features, and where it comes from.
struct ExplainedRow {
  /// Its place in the file, from 0.
  let index: Int
  /// Shape `[F]`; NaN where missing.
  let features: [Float]
  /// The history behind the features, where they are those of a load.
  let history: LoadHistory?

  /// A row of a file with a column for each feature.
  ///
  /// Columns are found by the features' names; a file that has none of them, or no header, is taken in order.
  init(_ path: String, row: Int, of model: ExplainedModel, _ series: SeriesOptions) throws {
    let width = model.trees.featureCount
    let rowCount: Int
    if path.hasSuffix(".npy") {
      let tensor = try NPY.read(path)
      guard tensor.shape.count == 2, tensor.shape[1] == width else {
        throw CommandFailure(
          .badData,
          "\(path) has the shape \(tensor.shape), expected rows of \(width) features as \(model.name) has; "
            + "give a file that belongs to it")
      }
      rowCount = tensor.shape[0]
      features = row < rowCount ? Array(tensor.values[row * width..<(row + 1) * width]) : []
    } else {
      let table = try series.read(path, columns: nil, inOrder: false)
      rowCount = table.rowCount
      let found = model.featureNames.filter { table.names.contains($0) }
      let columns: [[Double]]
      if found.count == width {
        columns = try model.featureNames.map { try table.column($0) }
      } else if found.isEmpty, table.columns.count == width {
        columns = table.columns
      } else if let missing = model.featureNames.first(where: { !table.names.contains($0) }), !found.isEmpty {
        throw CommandFailure(
          .badData,
          "\(path) has no column '\(missing)' among its \(table.names.count), expected one for each feature of "
            + "\(model.name); add it")
      } else {
        throw CommandFailure(
          .badData,
          "\(path) has \(table.columns.count) columns, expected the \(width) features of \(model.name); "
            + "give a file that belongs to it")
      }
      features = row < rowCount ? columns.map { Float($0[row]) } : []
    }
    try Self.check(row, below: rowCount, path)
    index = row
    history = nil
  }

  /// What a load looks like after a row of its series.
  init(_ path: String, column: String, row: Int, target: ForecastTarget, capacity: Double?, _ series: SeriesOptions)
    throws
  {
    let load = try LoadColumn(path, column, series, capacity: capacity, tick: target.stepSeconds)
    try Self.check(row, below: load.values.count, path)
    let repeats = Int((load.interval / target.stepSeconds).rounded())
    guard repeats >= 1 else {
      throw CommandFailure(
        .badData,
        "\(path) has a row every \(load.interval) s, but the model forecasts in steps of \(target.stepSeconds) s; "
          + "give a model of shorter steps, or --interval")
    }
    var history = load.history(target)
    for value in load.steps(of: target.stepSeconds).values.prefix((row + 1) * repeats) { history.append(value) }
    var features = [Float](repeating: 0, count: LoadHistory.featureCount)
    guard history.extract(into: &features) else {
      throw CommandFailure(
        .badData,
        "\(path): row \(row) of '\(column)' and those just before it have no value, so there is no forecast; "
          + "give another --row")
    }
    index = row
    self.features = features
    self.history = history
  }

  private static func check(_ row: Int, below count: Int, _ path: String) throws {
    guard row < count else {
      throw CommandFailure(.usage, "--row is \(row), but \(path) has \(count) rows; give 0 to \(count - 1)")
    }
  }
}
