/// Alarms beside the events that were there: the measures that need a threshold.
///
/// A marked row is one row of an alarm or of an event; runs are marked rows next to each other.
public struct LabelledAlarms: Sendable {
  let alarms: MarkedRows
  let events: MarkedRows

  /// - Parameters:
  ///   - isAlarm: Per row, `[N]`.
  ///   - events: Labelled rows in any order; those that overlap or touch are one event.
  /// - Precondition: The events' rows are at least 0 and below N.
  public init(_ isAlarm: [Bool], events: [ClosedRange<Int>]) {
    self.init(isAlarm, MarkedRows(events, rows: isAlarm.count))
  }

  init(_ isAlarm: [Bool], _ events: MarkedRows) {
    alarms = MarkedRows(isAlarm)
    self.events = events
    precondition(alarms.rowCount == events.rowCount, "\(alarms.rowCount) rows, labels of \(events.rowCount)")
  }

  /// How many rows are alarms.
  public var alarmedRows: Int { alarms.count }
  private var hits: Int { events.runs.reduce(0) { $0 + alarms.count(in: $1) } }
  private var detectedEvents: [ClosedRange<Int>] { events.runs.filter { alarms.count(in: $0) > 0 } }

  /// Row by row.
  public var point: PrecisionRecall { Self.ratio(hits, predicted: alarms.count, true: events.count) }

  /// Row by row after every row of an event with an alarm has been called an alarm.
  ///
  /// Long events are hit by chance, so that random scores look excellent: never to be read but beside those.
  ///
  /// - SeeAlso: Kim et al., *Towards a Rigorous Evaluation of Time-Series Anomaly Detection*, AAAI 2022,
  ///   [doi:10.1609/aaai.v36i7.20680](https://doi.org/10.1609/aaai.v36i7.20680).
  public var pointAdjusted: PrecisionRecall {
    let adjusted = detectedEvents.reduce(0) { $0 + $1.count }
    return Self.ratio(adjusted, predicted: adjusted + alarms.count - hits, true: events.count)
  }

  /// Composite: the precision of rows, and the recall of events, of which one alarm in time is enough.
  ///
  /// - SeeAlso: Garg et al., *An Evaluation of Anomaly Detection and Diagnosis in Multivariate Time Series*, IEEE TNNLS
  ///   33(6), 2022, [doi:10.1109/TNNLS.2021.3105827](https://doi.org/10.1109/TNNLS.2021.3105827).
  public var event: PrecisionRecall {
    PrecisionRecall(
      precision: point.precision,
      recall: events.runs.isEmpty ? nil : Double(detectedEvents.count) / Double(events.runs.count))
  }

  /// Run by run: of a run, the share that the other side covers over the number of runs that cover it; for recall, a fifth of
  /// the weight goes to being touched at all.
  ///
  ///     recall = mean over events of 0.2 [touched] + 0.8 covered / touching alarms
  ///     precision = mean over runs of alarms of covered / touching events
  ///
  /// - SeeAlso: Tatbul et al., *Precision and Recall for Time Series*, NeurIPS 2018 (α = 0.2 and 0, flat bias, reciprocal
  ///   cardinality).
  public var range: PrecisionRecall {
    PrecisionRecall(
      precision: Self.cover(of: alarms.runs, by: events, existence: 0),
      recall: Self.cover(of: events.runs, by: alarms, existence: 0.2))
  }

  private static func ratio(_ hits: Int, predicted: Int, true actual: Int) -> PrecisionRecall {
    PrecisionRecall(
      precision: predicted > 0 ? Double(hits) / Double(predicted) : nil,
      recall: actual > 0 ? Double(hits) / Double(actual) : nil)
  }

  private static func cover(of runs: [ClosedRange<Int>], by other: MarkedRows, existence: Double) -> Double? {
    guard !runs.isEmpty else { return nil }
    let sum = runs.reduce(0.0) { sum, run in
      let covered = other.count(in: run)
      guard covered > 0 else { return sum }
      let share = Double(covered) / Double(run.count) / Double(other.runCount(touching: run))
      return sum + existence + (1 - existence) * share
    }
    return sum / Double(runs.count)
  }
}
