extension LabelledAlarms {
  /// By nearness in time, against chance: how much nearer alarms and events lie to each other than random rows would.
  ///
  /// The zone E of an event J are the points in time nearer to J than to any other event; row r is the interval [r, r + 1). With X
  /// uniform in E, and A the alarms in E,
  ///
  ///     precision of J = mean over x in A of P(d(X, J) >= d(x, J))      recall of J = mean over y in J of P(|X - y| >= d(y, A))
  ///
  /// The precision of a zone without alarms is undefined, its recall 0. Alarms at random have a precision of about
  /// a half, and a recall near 1 when there are many: read it beside other measures.
  ///
  /// - Complexity: O(alarms + events).
  /// - SeeAlso: Huet, Navarro & Rossi, *Local Evaluation of Time Series Anomaly Detection Algorithms*, KDD 2022,
  ///   [doi:10.1145/3534678.3539339](https://doi.org/10.1145/3534678.3539339).
  public var affiliation: PrecisionRecall {
    let zones = affiliationZones
    let precisions = zones.compactMap(\.precision)
    func mean(_ values: [Double]) -> Double? { values.isEmpty ? nil : values.reduce(0, +) / Double(values.count) }
    return PrecisionRecall(precision: mean(precisions), recall: mean(zones.compactMap(\.recall)))
  }

  /// The affiliation measures of each event, in order.
  package var affiliationZones: [PrecisionRecall] {
    let spans = events.runs.map { Stretch(Double($0.lowerBound), Double($0.upperBound + 1)) }
    var first = 0
    return spans.indices.map { index in
      let event = spans[index]
      let zone = Stretch(
        index == 0 ? 0 : (spans[index - 1].end + event.start) / 2,
        index == spans.count - 1 ? Double(alarms.rowCount) : (event.end + spans[index + 1].start) / 2)
      while first < alarms.runs.count, Double(alarms.runs[first].upperBound + 1) <= zone.start { first += 1 }
      var inside: [Stretch] = []
      var next = first
      while next < alarms.runs.count, Double(alarms.runs[next].lowerBound) < zone.end {
        let run = alarms.runs[next]
        inside.append(Stretch(max(zone.start, Double(run.lowerBound)), min(zone.end, Double(run.upperBound + 1))))
        next += 1
      }
      guard !inside.isEmpty else { return PrecisionRecall(precision: nil, recall: 0) }
      return PrecisionRecall(
        precision: Self.precision(of: inside, event, zone), recall: Self.recall(of: inside, event, zone))
    }
  }

  /// A stretch of time, in rows.
  private struct Stretch {
    var start: Double
    var end: Double

    init(_ start: Double, _ end: Double) {
      self.start = start
      self.end = end
    }

    var length: Double { max(0, end - start) }
    func cut(_ other: Stretch) -> Stretch { Stretch(max(start, other.start), min(end, other.end)) }
  }

  /// ∫₀ᵈ min(t, limit) dt.
  private static func area(_ distance: Double, limit: Double) -> Double {
    let inner = min(distance, limit)
    return inner * inner / 2 + limit * max(0, distance - limit)
  }

  private static func precision(of alarms: [Stretch], _ event: Stretch, _ zone: Stretch) -> Double {
    let left = event.start - zone.start
    let right = zone.end - event.end
    /// ∫ over the distances from..<to of P(d(X, J) >= d) = 1 - (|J| + min(d, left) + min(d, right)) / |E|.
    func integral(_ from: Double, _ to: Double) -> Double {
      guard to > from else { return 0 }
      let near =
        event.length * (to - from)
        + area(to, limit: left) - area(from, limit: left) + area(to, limit: right) - area(from, limit: right)
      return to - from - near / zone.length
    }
    var sum = 0.0
    var length = 0.0
    for alarm in alarms {
      length += alarm.length
      sum += alarm.cut(event).length
      sum += integral(max(0, event.start - alarm.end), event.start - alarm.start)
      sum += integral(max(0, alarm.start - event.end), alarm.end - event.end)
    }
    return sum / length
  }

  private static func recall(of alarms: [Stretch], _ event: Stretch, _ zone: Stretch) -> Double {
    /// ∫ over the distances d = from..<to from an alarm's edge of P(|X - y| >= d) = 1 - (d + min(d, far - d)) / |E|, where the
    /// zone ends `far` from that edge, on the side of y.
    func integral(_ from: Double, _ to: Double, far: Double) -> Double {
      guard to > from else { return 0 }
      /// ∫₀ᵈ (t + min(t, far - t)) dt, with the break at far / 2.
      func covered(_ distance: Double) -> Double {
        let half = far / 2
        return distance <= half ? distance * distance : half * half + far * (distance - half)
      }
      return to - from - (covered(to) - covered(from)) / zone.length
    }
    var sum = 0.0
    for (index, alarm) in alarms.enumerated() {
      sum += alarm.cut(event).length
      // Rows before the alarm that are nearer to it than to the alarm before, and the same after.
      let before = event.cut(Stretch(index == 0 ? zone.start : (alarms[index - 1].end + alarm.start) / 2, alarm.start))
      let after = event.cut(
        Stretch(alarm.end, index == alarms.count - 1 ? zone.end : (alarm.end + alarms[index + 1].start) / 2))
      sum += integral(alarm.start - before.end, alarm.start - before.start, far: alarm.start - zone.start)
      sum += integral(after.start - alarm.end, after.end - alarm.end, far: zone.end - alarm.end)
    }
    return sum / event.length
  }
}
