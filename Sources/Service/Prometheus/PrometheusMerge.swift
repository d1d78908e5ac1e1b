/// Puts the answers to a range's chunks together, oldest first.
struct PrometheusMerge {
  private let mostSeries: Int
  private var places: [[String: String]: Int] = [:]
  private(set) var answer = PrometheusAnswer()

  init(mostSeries: Int) { self.mostSeries = mostSeries }

  /// - Throws: `PeerFailure` when there are too many series.
  mutating func add(_ chunk: PrometheusAnswer, of peer: String) throws(PeerFailure) {
    for warning in chunk.warnings where !answer.warnings.contains(warning) { answer.warnings.append(warning) }
    for series in chunk.series {
      if let place = places[series.labels] {
        answer.series[place].points += series.points
        continue
      }
      guard places.count < mostSeries else {
        throw PeerFailure(
          .refused, "\(peer) answered with more than \(mostSeries) series; aggregate them, as with sum()")
      }
      places[series.labels] = answer.series.count
      answer.series.append(series)
    }
  }
}
