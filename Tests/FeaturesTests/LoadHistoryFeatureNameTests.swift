import Features
import Foundation
import Testing

struct LoadHistoryFeatureNameTests {
  private static let target = ForecastTarget(stepSeconds: 60, lead: 1, window: 1)

  /// The features of a history by their names.
  private func named(_ loads: [Float], hasCalendar: Bool = true) -> [String: Float] {
    var history = LoadHistory(target: Self.target, scale: 1, startTime: 3_600 * 5, hasCalendar: hasCalendar)
    for load in loads { history.append(load) }
    var features = [Float](repeating: 0, count: LoadHistory.featureCount)
    #expect(history.extract(into: &features))
    return Dictionary(uniqueKeysWithValues: zip(LoadHistory.featureNames, features))
  }

  @Test func `every feature has a name of its own`() {
    #expect(LoadHistory.featureNames.count == LoadHistory.featureCount)
    #expect(Set(LoadHistory.featureNames).count == LoadHistory.featureCount)
  }

  @Test func `names stand where their features do`() throws {
    // Half an hour of loads that rise by one a minute, from 101 to 130: too slowly for a burst.
    let short = named((101...130).map { Float($0) })
    func expects(_ name: String, load: Float) throws {
      let expected = LoadHistoryFeatureNameTests.ratio(load, to: 130)
      #expect(try abs(#require(short[name]) - expected) < 1e-5, "\(name)")
    }
    #expect(try abs(#require(short["level"]) - LoadHistoryFeatureNameTests.ratio(130, to: 0)) < 1e-5)
    try expects("lag-1m", load: 129)
    try expects("lag-15m", load: 115)
    try expects("mean-5m", load: 128)
    try expects("max-60m", load: 130)
    try expects("min-60m", load: 101)
    #expect(short["minute"] == 29 && short["hour"] == 5 && short["weekday"] == 0)
    #expect(short["unchanged"] == 0 && short["burst-into"] == 0)
    for name in ["lag-30m", "lag-60m", "window-1h-ago", "window-7d-ago", "around-1d-ago", "load-1d-ago", "burst-last"] {
      #expect(short[name]?.isNaN == true, "\(name)")
    }

    let still = named([Float](repeating: 5, count: 20), hasCalendar: false)
    for name in ["minute", "hour", "weekday"] { #expect(still[name]?.isNaN == true, "\(name)") }
    #expect(still["unchanged"] == 19 && still["deviation-15m"] == 0)
  }

  @Test func `windows and loads of other hours and days are found by their names`() throws {
    let day = 1_440
    var loads = [Float](repeating: 5, count: 8 * day)
    let now = loads.count - 1
    // The window is one step, the next one; an hour ago it ended at now + 1 - 60.
    for (back, load) in [(60, 10), (360, 20), (day, 30), (7 * day, 40)] { loads[now + 1 - back] = Float(load) }
    loads[now - day] = 50
    let features = named(loads)
    for (name, load) in [
      ("window-1h-ago", 10), ("window-6h-ago", 20), ("window-1d-ago", 30), ("window-7d-ago", 40), ("load-1d-ago", 50),
      ("windows-7d-max", 40), ("around-1d-ago", 50), ("around-7d-ago", 40),
    ] {
      let expected = LoadHistoryFeatureNameTests.ratio(Float(load), to: 5)
      #expect(try abs(#require(features[name]) - expected) < 1e-5, "\(name)")
    }
  }

  private static func ratio(_ load: Float, to newest: Float) -> Float {
    Float(log1p(Double(load)) - log1p(Double(newest)))
  }
}
