extension MetricTable {
  /// Drops the rows whose timestamp does not come after all kept before.
  ///
  /// A row with the timestamp of the newest kept row replaces it, so that the last of several stays; an earlier timestamp
  /// than the newest drops the row. ``droppedRows`` counts both. A table without timestamps is returned as it is.
  public func droppingOutOfOrderRows() -> MetricTable {
    guard let timestamps else { return self }
    var kept: [Int] = []
    kept.reserveCapacity(rowCount)
    for (row, time) in timestamps.enumerated() {
      if let newest = kept.last {
        if time < timestamps[newest] { continue }
        if time == timestamps[newest] { kept.removeLast() }
      }
      kept.append(row)
    }
    guard kept.count < rowCount else { return self }
    return MetricTable(
      names: names, columns: columns.map { column in kept.map { column[$0] } }, timestamps: kept.map { timestamps[$0] },
      interval: interval, droppedRows: droppedRows + rowCount - kept.count)
  }

  /// Places the rows on a regular grid that begins at the first timestamp; steps without a row become rows of NaN.
  ///
  /// Row i goes to the step nearest to its timestamp:
  ///
  ///     step(i) = round((tᵢ − t₀) / interval)
  ///
  /// Of several rows at one step the last one stays, and rows before the first timestamp are dropped; ``droppedRows``
  /// counts both. A table without timestamps is regular already and is returned with the interval given.
  ///
  /// - Parameter interval: The step of the grid in seconds; `nil` takes the table's own.
  /// - Throws: `TelemetryError.intervalNotPositive`; `.noInterval` when neither is known and there is more than one row;
  ///   `.gridTooLong` when the grid would be more than 100 times as long as the table.
  /// - Complexity: O(N + steps) per column.
  public func regular(interval given: Double? = nil) throws(TelemetryError) -> MetricTable {
    if let given, !(given > 0 && given.isFinite) { throw .intervalNotPositive(given) }
    guard let timestamps, let first = timestamps.first else {
      return MetricTable(names: names, columns: columns, interval: given ?? interval, droppedRows: droppedRows)
    }
    guard let step = given ?? interval else {
      if rowCount == 1 { return self }
      throw .noInterval(path: nil)
    }
    let span = (timestamps.reduce(first) { Swift.max($0, $1) } - first) / step
    let steps = span.rounded() + 1
    guard steps <= 100 * Double(rowCount) else { throw .gridTooLong(rows: rowCount, slots: steps, interval: step) }

    var rowAtStep = [Int](repeating: -1, count: Int(steps))
    var placed = 0
    for (row, time) in timestamps.enumerated() {
      let index = ((time - first) / step).rounded()
      guard index >= 0 else { continue }
      if rowAtStep[Int(index)] < 0 { placed += 1 }
      rowAtStep[Int(index)] = row
    }
    return MetricTable(
      names: names, columns: columns.map { column in rowAtStep.map { $0 < 0 ? .nan : column[$0] } },
      timestamps: rowAtStep.indices.map { first + Double($0) * step }, interval: step,
      droppedRows: droppedRows + rowCount - placed)
  }
}
