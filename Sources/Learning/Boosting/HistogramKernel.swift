import Dispatch

/// The inner loops over histograms: one packed sum for each bin of each feature.
///
/// Unsafe pointers stay in this file. The caller sees to it that every row is below N, every bin is at most its
/// feature's missing bin, and the histogram has a cell for each bin of each column: ``BinnedMatrix`` makes no other bins
/// and ``HistogramColumn/layout(_:_:)`` no smaller histograms.
package enum HistogramKernel {
  /// From how many cells (rows times columns) on a histogram is worth more than one thread.
  private static let cellsForThreads = 1 << 18

  /// Adds the rows of a leaf to a histogram.
  ///
  ///     histogram[offset of f + bin of (row, f)] += (gradient of row, 1)     for each row and column f
  ///
  /// Threads share out the columns, so none writes where another does; integer sums make the result the same anyway.
  ///
  /// - Parameters:
  ///   - matrix: The bins, shape `[N, F]`.
  ///   - rows: The leaf's rows, shape `[n]`.
  ///   - gradients: The fixed-point negative gradients, shape `[N]`.
  ///   - columns: The features to add.
  ///   - threads: How many threads to use where the leaf is large.
  ///   - histograms: Memory that holds the histogram.
  ///   - start: Where in it the histogram begins.
  /// - Complexity: O(n · columns). With one thread, does not allocate.
  package static func add(
    _ matrix: BinnedMatrix, rows: Span<UInt32>, gradients: Span<Int32>, columns: Span<HistogramColumn>,
    threads: Int, into histograms: inout MutableSpan<Int64>, at start: Int
  ) {
    let columnCount = columns.count
    let parts = rows.count * columnCount < cellsForThreads ? 1 : Swift.min(threads, columnCount)
    histograms.withUnsafeMutableBufferPointer { histograms in
      matrix.bins.withUnsafeBufferPointer { bins in
        rows.withUnsafeBufferPointer { rows in
          gradients.withUnsafeBufferPointer { gradients in
            columns.withUnsafeBufferPointer { columns in
              guard let cells = histograms.baseAddress.map({ $0 + start }), let bins = bins.baseAddress,
                let gradients = gradients.baseAddress
              else { return }
              if parts == 1 {
                add(bins, matrix.featureCount, rows, gradients, columns, cells)
                return
              }
              nonisolated(unsafe) let shared = (cells: cells, bins: bins, gradients: gradients)
              nonisolated(unsafe) let (sharedRows, sharedColumns) = (rows, columns)
              DispatchQueue.concurrentPerform(iterations: parts) { part in
                let own = part * columnCount / parts..<(part + 1) * columnCount / parts
                add(
                  shared.bins, matrix.featureCount, sharedRows, shared.gradients,
                  UnsafeBufferPointer(rebasing: sharedColumns[own]), shared.cells)
              }
            }
          }
        }
      }
    }
  }

  private static func add(
    _ bins: UnsafePointer<UInt8>, _ stride: Int, _ rows: UnsafeBufferPointer<UInt32>,
    _ gradients: UnsafePointer<Int32>, _ columns: UnsafeBufferPointer<HistogramColumn>,
    _ cells: UnsafeMutablePointer<Int64>
  ) {
    for row in rows {
      let entry = PackedSum(gradient: Int64(gradients[Int(row)]), count: 1).bits
      let rowBins = bins + Int(row) &* stride
      for column in columns {
        cells[Int(column.offset) &+ Int(rowBins[Int(column.feature)])] &+= entry
      }
    }
  }
}
