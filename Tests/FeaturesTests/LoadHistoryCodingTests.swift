import Features
import Foundation
import Testing

struct LoadHistoryCodingTests {
  private func features(_ history: LoadHistory) -> [UInt32]? {
    var row = [Float](repeating: 0, count: LoadHistory.featureCount)
    return history.extract(into: &row) ? row.map(\.bitPattern) : nil
  }

  @Test(arguments: [15.0, 30, 300], [true, false])
  func `a history that was saved goes on to the same bits`(stepSeconds: Double, isCompact: Bool) throws {
    let loads = seededLoad(
      steps: min(60_000, Int(16 * 86_400 / stepSeconds)), stepSeconds: stepSeconds, scale: 40, seed: 6)
    var history = LoadHistory(
      target: ForecastTarget(stepSeconds: stepSeconds, lead: 2, window: 5), scale: 40, startTime: 1_000,
      isCompact: isCompact)
    for (step, load) in loads.enumerated() {
      history.append(load)
      guard step == 100 || step == loads.count - 701 else { continue }
      let data = try PropertyListEncoder().encode(history)
      var restored = try PropertyListDecoder().decode(LoadHistory.self, from: data)
      #expect(restored.count == history.count && restored.loads.firstPosition == history.loads.firstPosition)
      var straight = history
      for load in loads[(step + 1)...].prefix(700) {
        restored.append(load)
        straight.append(load)
        guard features(restored) == features(straight) else {
          Issue.record("features differ at step \(straight.count)")
          return
        }
      }
    }
  }

  @Test func `a history of another length, or none, is refused`() throws {
    var history = LoadHistory(
      target: ForecastTarget(stepSeconds: 60, lead: 1, window: 1), scale: 1, startTime: 0, isCompact: true)
    for step in 0..<100 { history.append(Float(step)) }
    let data = try PropertyListEncoder().encode(history)
    var list = try #require(try PropertyListSerialization.propertyList(from: data, format: nil) as? [String: Any])
    for (key, value) in [("isCompact", false), ("scale", -1.0), ("lastKnownStep", 500), ("lastChange", -3)]
      as [(String, Any)]
    {
      let old = list[key]
      list[key] = value
      let damaged = try PropertyListSerialization.data(fromPropertyList: list, format: .binary, options: 0)
      #expect(throws: DecodingError.self, "\(key)") {
        try PropertyListDecoder().decode(LoadHistory.self, from: damaged)
      }
      list[key] = old
    }
  }
}
