/// A series table that is registered with a store: which of the store's selectors each field's rule reads.
package struct SeriesReader: Sendable {
  struct Rule: Sendable {
    var field: ObservationField
    var combination: SeriesTable.Combination
    var factor: Double
    /// Numbers of selectors in the store.
    var selector: Int
    var divisor: Int?
  }

  let rules: [Rule]
  /// In milliseconds.
  let window: Int64
  let lookback: Int64
}
