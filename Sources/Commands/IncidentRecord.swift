import Detection
import Foundation

/// An incident as one line of `detect --incidents`: all that an operator needs to judge it.
struct IncidentRecord: Encodable {
  let firstRow: Int
  let lastRow: Int
  /// Seconds since 1970; nil where rows have no time.
  let start: Double?
  let end: Double?
  let kind: String
  /// high or low; nil where neither.
  let direction: String?
  let peakRow: Int
  let peakScore: Double?
  let metric: String?
  /// Of the metric in the strangest row, in its own unit.
  let value: Double?
  let expected: Double?
  let lower: Double?
  let upper: Double?
  /// The metrics' parts in the score of that row, largest first.
  let contributions: [Incident.Contribution]
  let sentence: String

  init(_ incident: Incident) {
    firstRow = incident.firstRow
    lastRow = incident.lastRow
    start = incident.firstTime
    end = incident.lastTime
    kind = incident.kind.rawValue
    direction = incident.direction?.rawValue
    peakRow = incident.peakRow
    peakScore = Self.decimals(incident.peakScore)
    metric = incident.metric
    value = Self.decimals(incident.finding?.value)
    expected = Self.decimals(incident.finding?.expected)
    lower = Self.decimals(incident.finding?.lower)
    upper = Self.decimals(incident.finding?.upper)
    contributions = incident.contributions.map {
      var rounded = $0
      rounded.share = ($0.share * 1e4).rounded() / 1e4
      return rounded
    }
    sentence = incident.sentence
  }
}

extension IncidentRecord {
  /// Six decimals; nil for what is not finite, which JSON cannot hold.
  private static func decimals(_ value: Double?) -> Double? {
    value.flatMap { $0.isFinite ? ($0 * 1e6).rounded() / 1e6 : nil }
  }

  /// Incidents as JSON, one a line.
  static func lines(_ incidents: [Incident]) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var data = Data()
    for incident in incidents { data += try encoder.encode(IncidentRecord(incident)) + Data("\n".utf8) }
    return data
  }
}
