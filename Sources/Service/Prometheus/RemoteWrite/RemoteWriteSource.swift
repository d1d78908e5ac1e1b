import Telemetry

/// A workload's observations from samples that a Prometheus writes.
package final class RemoteWriteSource: Sendable {
  private let store: SampleStore
  private let reader: SeriesReader

  /// Registers the workload's rules with the store, which all such sources share, until the source is let go.
  ///
  /// - Throws: `ServiceError.configuration` for a selector that is none.
  package init(_ table: SeriesTable, store: SampleStore) throws(ServiceError) {
    self.store = store
    do {
      reader = try store.register(table)
    } catch {
      throw .configuration(["\(error)"])
    }
  }

  deinit { store.remove(reader) }

  /// The tick that ends at `time`, in seconds since 1970; fields without samples are missing.
  package func observation(at time: Double) -> Observation {
    Observation(timestamp: time, fields: store.fields(of: reader, at: time))
  }
}
