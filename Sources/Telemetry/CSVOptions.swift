/// How a CSV of metrics is to be read.
public struct CSVOptions: Sendable, Equatable {
  /// Which way the table lies in the file.
  public enum Layout: String, Sendable, CaseIterable {
    /// One line per time.
    case rows
    /// One line per metric; the first cell of a line may be the metric's name.
    case columns
  }

  /// Which way the table lies; default `.rows`.
  public var layout: Layout

  /// The column that holds the time (ISO 8601 or Unix seconds); `nil` takes one named `timestamp` if there is one.
  public var timeColumn: String?

  /// The step between two rows in seconds; `nil` takes the median step of the timestamps if there are any.
  public var interval: Double?

  /// The metrics wanted, in the order wanted; `nil` takes every column but the time.
  ///
  /// Columns that are not wanted may hold any text.
  public var columns: [String]?

  /// Whether rows whose timestamp does not come after the one before are dropped, as training and replay need; of
  /// several rows with the same timestamp the last one stays. Default `false`: every row stays.
  public var dropsOutOfOrderRows: Bool

  /// The most bytes of inflated text that are read, so that a small compressed file cannot exhaust the memory;
  /// default 4 GiB.
  public var maximumBytes: Int

  public init(
    layout: Layout = .rows, timeColumn: String? = nil, interval: Double? = nil, columns: [String]? = nil,
    dropsOutOfOrderRows: Bool = false, maximumBytes: Int = 4 << 30
  ) {
    self.layout = layout
    self.timeColumn = timeColumn
    self.interval = interval
    self.columns = columns
    self.dropsOutOfOrderRows = dropsOutOfOrderRows
    self.maximumBytes = maximumBytes
  }
}
