import Synchronization

/// Instruments by their label values, made when they are first asked for; finding one that there is does not allocate.
final class SeriesCache<Key: Hashable & Sendable, Instrument: Sendable>: Sendable {
  /// Keys remembered; instruments of others are looked up in the registry, which has its own limit.
  private static var mostKeys: Int { 1_000 }

  private let instruments = Mutex<[Key: Instrument]>([:])
  private let make: @Sendable (Key) -> Instrument

  init(_ make: @escaping @Sendable (Key) -> Instrument) { self.make = make }

  subscript(key: Key) -> Instrument {
    instruments.withLock { instruments in
      if let known = instruments[key] { return known }
      let instrument = make(key)
      if instruments.count < Self.mostKeys { instruments[key] = instrument }
      return instrument
    }
  }

  var all: [Instrument] { instruments.withLock { Array($0.values) } }
}
