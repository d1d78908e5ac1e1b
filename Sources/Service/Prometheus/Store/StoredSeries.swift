/// A series in a store; whoever holds the store's lock may touch it.
final class StoredSeries {
  let labels: SeriesLabels
  /// The bound of a histogram's bucket; nil where it is none.
  let bound: Double?
  var history = SampleHistory()
  /// Numbers of the selectors that match.
  var selectors: [Int]
  /// What is kept before the newest sample, in milliseconds.
  var span: Int64
  /// When the newest sample came, by the clock of whoever writes, in seconds.
  var arrival = -Double.infinity
  var isGone = false

  init(labels: SeriesLabels, selectors: [Int], span: Int64) {
    self.labels = labels
    self.selectors = selectors
    self.span = span
    bound = Double(labels["le"]).flatMap { $0.isNaN ? nil : $0 }
  }
}
