import ArgumentParser
import Detection
import Foundation
import Telemetry

/// `evaluate detection`: what the scores of `detect` are worth beside labels.
struct EvaluateDetection: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detection",
    abstract: "Score the output of detect against labelled events.",
    discussion: """
      Ranked by `score`: aucPR, aucROC, and vusPR and vusROC, the volumes that forgive a detection a little early or late. \
      By the alarms in `anomaly`: eventF1 (precision of rows, recall of events), affiliation, rangeF1, the median delay from the \
      beginning of an event to its first alarm, and alarms a day (alarms within an hour are one). Point-adjusted F1 \
      flatters every detector and stands beside that of as many random alarms. `best` is F1 at the threshold that is best \
      for each measure with the labels known. What is undefined is null.
      """)

  @Option(help: ArgumentHelp("CSV or .csv.gz that detect wrote: row,score,threshold,anomaly,top.", valueName: "file"))
  var scores: String

  @Option(
    help: ArgumentHelp("CSV of the events, start,end: rows of the scored file, 0-based, inclusive.", valueName: "file"))
  var labels: String

  @Option(help: "Seconds between two rows; without it there are no alarms a day.")
  var interval: Double?

  @Option(help: "Rows of the widest buffer of vusPR and vusROC; a larger one gives larger volumes.")
  var window = 100

  @OptionGroup var printing: OutputOptions

  func validate() throws {
    if let interval, !(0.1...31_536_000).contains(interval) {
      throw ValidationError("--interval is \(interval), expected 0.1 to 31536000 seconds")
    }
    guard (0...10_000).contains(window) else {
      throw ValidationError("--window is \(window), expected 0 to 10000 rows")
    }
  }

  func run() throws {
    let found = try ScoreFile(scores)
    let events = try LabelledInterval.read(labels).map(\.rows)
    if let event = events.first(where: { $0.upperBound >= found.scores.count }) {
      throw CommandFailure(
        .badData,
        "\(labels): found an event in rows \(event.lowerBound) to \(event.upperBound), expected rows below "
          + "\(found.scores.count) as \(scores) has; give the labels of the file that was scored")
    }
    let score = DetectionScore(
      scores: found.scores, isAlarm: found.isAlarm, events: events, interval: interval, window: window)
    if printing.json {
      try printing.print(score)
    } else {
      try StandardOutput.write(score.text)
    }
  }
}

extension DetectionScore {
  /// One measure a line.
  var text: String {
    func figure(_ value: Double?, _ digits: Int = 3) -> String { value.map { rounded($0, digits) } ?? "–" }
    let lines = [
      ("rows", "\(rows), of which \(eventRows) in \(events) events"),
      ("AUC-PR", figure(aucPR)), ("AUC-ROC", figure(aucROC)),
      ("VUS-PR", "\(figure(vusPR)), window \(window)"), ("VUS-ROC", figure(vusROC)),
      ("event F1", "\(figure(eventF1)), at best \(figure(best.eventF1))"),
      (
        "affiliation",
        "F1 \(figure(affiliation.f1)), precision \(figure(affiliation.precision)), recall \(figure(affiliation.recall)), "
          + "F1 at best \(figure(best.affiliationF1))"
      ),
      ("range F1", "\(figure(rangeF1)), at best \(figure(best.rangeF1))"),
      ("F1", "\(figure(f1)), at best \(figure(best.f1))"),
      ("event recall", figure(eventRecall)),
      ("median delay", "\(figure(delay.rows, 1)) rows, \(figure(delay.minutes, 1)) minutes"),
      (
        "alarms",
        "\(alarms), of which \(falseAlarms) false; a day \(figure(alarmsPerDay, 2)), of which "
          + "\(figure(falseAlarmsPerDay, 2)) false"
      ),
      (
        "point-adjusted F1",
        "\(figure(pointAdjustedF1)), as many random alarms \(figure(pointAdjustedF1OfRandom)); at best "
          + "\(figure(best.pointAdjustedF1)), random scores \(figure(best.pointAdjustedF1OfRandom))"
      ),
    ]
    return lines.map { $0.0.padding(toLength: 20, withPad: " ", startingAt: 0) + $0.1 + "\n" }.joined()
  }
}
