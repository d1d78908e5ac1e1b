import Service
import Testing

@Suite struct RetentionTests {
  private let retention: Retention

  init() {
    var settings = StorageSettings()
    settings.replayDays = 3
    retention = Retention(settings)
  }

  /// Hourly checkpoints of 240 ticks, up to hour 200.
  private func hourly(isRoutine: (Int) -> Bool = { _ in true }) -> [Retention.CheckpointRow] {
    (0...200).map { hour in
      Retention.CheckpointRow(
        id: Int64(hour), sequence: Int64(240 * hour), time: 3_600 * Double(hour), isRoutine: isRoutine(hour))
    }
  }

  private func kept(_ checkpoints: [Retention.CheckpointRow], now: Double) -> [Int64] {
    let superfluous = Set(retention.superfluous(checkpoints, now: now))
    return checkpoints.map(\.id).filter { !superfluous.contains($0) }
  }

  @Test func `of routine checkpoints the newest six stay, then one every six hours, and one from before three days`() {
    let ids = kept(hourly(), now: 200 * 3_600 + 1)
    #expect(ids.first == 128)
    #expect(ids.suffix(6) == [195, 196, 197, 198, 199, 200])
    #expect(zip(ids, ids.dropFirst()).allSatisfy { $1 - $0 <= 6 })
    #expect(ids.count < 20)
  }

  @Test func `a checkpoint after a refit stays as long as decisions may be run again`() {
    let ids = kept(hourly { $0 % 10 != 3 }, now: 200 * 3_600 + 1)
    #expect(Set(ids).isSuperset(of: [133, 143, 153, 163, 173, 183, 193]))
    #expect(!ids.contains(123))
  }

  @Test func `the newest checkpoint stays, however old`() {
    #expect(kept(hourly(), now: 1e9) == [200])
    #expect(kept([], now: 1e9).isEmpty)
  }

  @Test func `a second look finds nothing more`() {
    let checkpoints = hourly { $0 % 7 != 0 }
    let once = Set(kept(checkpoints, now: 200 * 3_600))
    #expect(Set(kept(checkpoints.filter { once.contains($0.id) }, now: 200 * 3_600)) == once)
  }
}
