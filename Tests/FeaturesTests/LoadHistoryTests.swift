import Features
import Testing

struct LoadHistoryTests {
  private let target = ForecastTarget(stepSeconds: 60, lead: 1, window: 3)

  private func features(_ history: LoadHistory) -> [Float]? {
    var row = [Float](repeating: 0, count: LoadHistory.featureCount)
    return history.extract(into: &row) ? row : nil
  }

  @Test func `an empty history has no features`() {
    let history = LoadHistory(target: target, scale: 1, startTime: 0)
    #expect(features(history) == nil)
    #expect(history.newestLoad.isNaN && history.count == 0 && history.duration == 0)
  }

  @Test func `the newest load is known for five minutes and then no more`() {
    var history = LoadHistory(target: target, scale: 1, startTime: 0)
    history.append(4)
    for _ in 0..<5 {
      history.append(.nan)
      #expect(history.newestLoad == 4)
      #expect(features(history) != nil)
    }
    history.append(.nan)
    #expect(history.newestLoad.isNaN)
    #expect(features(history) == nil)
    history.append(5)
    #expect(history.newestLoad == 5)
  }

  @Test func `a load that is not finite is a missing one`() {
    var history = LoadHistory(target: target, scale: 1, startTime: 0)
    var plain = history
    for load in [Float(1), .infinity, 2, -.infinity, 3] {
      history.append(load)
      plain.append(load.isFinite ? load : .nan)
    }
    for step in 0..<200 {
      history.append(Float(step % 5))
      plain.append(Float(step % 5))
    }
    let row = features(history)
    #expect(row?.map(\.bitPattern) == features(plain)?.map(\.bitPattern))
    #expect(row?.contains { $0.isInfinite } == false)
  }

  @Test(arguments: [Float(-1), -0.5, -7, 0])
  func `negative and zero loads give finite features`(load: Float) throws {
    var history = LoadHistory(target: target, scale: 1, startTime: 0)
    for step in 0..<300 { history.append(step % 3 == 0 ? 2 : load) }
    history.append(load)
    let row = try #require(features(history))
    #expect(!row.contains { $0.isInfinite })
    #expect(row[0] == 0)
  }

  @Test func `times that mean no dates give no calendar`() throws {
    var history = LoadHistory(target: target, scale: 1, startTime: 90_061, hasCalendar: false)
    var dated = LoadHistory(target: target, scale: 1, startTime: 90_061)
    history.append(1)
    dated.append(1)
    let row = try #require(features(history))
    let datedRow = try #require(features(dated))
    #expect(zip(row, datedRow).count { $0.isNaN && !$1.isNaN } == 3)
    // 90,061 s: the second day, 01:01:01.
    #expect(datedRow[36...38] == [1, 1, 1])
  }

  @Test func `the standstill of a load is counted up to 400 steps`() throws {
    var history = LoadHistory(target: target, scale: 1, startTime: 0)
    history.append(1)
    for _ in 0..<250 { history.append(3) }
    #expect(try #require(features(history)).last == 249)
    for _ in 0..<250 { history.append(3) }
    #expect(try #require(features(history)).last == 400)
    history.append(3.5)
    #expect(try #require(features(history)).last == 0)
  }

  @Test(arguments: [Float(0), 0.000_1, 1, 250, 3e6])
  func `decoding gives back the load that was encoded`(newest: Float) {
    var history = LoadHistory(target: target, scale: 40, startTime: 0)
    history.append(newest)
    #expect(history.decode(0) == newest || abs(history.decode(0) - newest) < 2e-6 * newest)
    for load in [Float(0), 3, 17.5, 900] {
      let decoded = history.decode(history.encode(load))
      #expect(abs(decoded - load) < 1e-5 * max(load, newest, 40), "\(load) became \(decoded)")
    }
    #expect(history.decode(-50) == 0)
  }

  @Test func `newest time and duration count steps`() {
    var history = LoadHistory(target: target, scale: 1, startTime: 1_000)
    for _ in 0..<10 { history.append(.nan) }
    #expect(history.newestTime == 1_540)
    #expect(history.duration == 600)
  }
}
