import ArgumentParser
import Detection
import Foundation
import Telemetry
import Tensors

/// `evaluate changes`: whether the series that `changes` ranks first are those that experts named.
struct EvaluateChanges: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "changes",
    abstract: "Score the ranking of changed series against the metrics that experts named for each event.",
    discussion: """
      Reads DIR/SMD with its NAME.interpretation.txt: a line first-last:metric,… for each event, rows from 0 and metrics from 1. \
      Of the m metrics that experts gave an event: `hit rate`, the share among the first m of the ranking, and among the first \
      1.5 m; `first`, how often the first is one of them. Beside the ranking of `changes` stand those by its distance alone, by the largest \
      deviation in standard deviations of the rows before, and a random one. Events of one row are left out.
      """)

  @Option(help: ArgumentHelp("The folder with the set's folder.", valueName: "dir"))
  var data: String

  @Option(help: "Seed of the random ranking.")
  var seed: UInt64 = 0

  @OptionGroup var printing: OutputOptions

  /// How a ranking did.
  private struct Score: Encodable {
    let ranking: String
    var events = 0
    var hitRate = 0.0
    var hitRate150 = 0.0
    var first = 0.0

    init(_ ranking: String) { self.ranking = ranking }

    /// - Parameters:
    ///   - strengths: `[D]`, larger is earlier.
    ///   - named: The metrics of the event.
    mutating func take(_ strengths: [Double], _ named: Set<Int>) {
      let order = strengths.indices.sorted { (strengths[$0], $1) > (strengths[$1], $0) }
      func hits(_ count: Int) -> Double {
        Double(order.prefix(count).count(where: named.contains)) / Double(named.count)
      }
      events += 1
      hitRate += (hits(named.count) - hitRate) / Double(events)
      hitRate150 += (hits((3 * named.count + 1) / 2) - hitRate150) / Double(events)
      first += ((named.contains(order[0]) ? 1 : 0) - first) / Double(events)
    }
  }

  private struct Result: Encodable {
    var build = BuildInfo.current
    let rankings: [Score]
  }

  func run() throws {
    let machines = try LabelledMachine.read(.smd, in: data)
    var scores = ["changes", "distance alone", "largest deviation", "random"].map(Score.init)
    var random = RandomSource(seed: seed)
    let bar = ProgressBar("changes", total: machines.count)
    for (index, machine) in machines.enumerated() {
      let columns = machine.test.columns
      for event in try Self.named("\(data)/SMD/\(machine.name).interpretation.txt", machine.test)
      where event.rows.count > 1 {
        let changes = columns.map { SeriesChange($0, in: event.rows) }
        scores[0].take(changes.map { $0?.strength ?? -1 }, event.metrics)
        scores[1].take(changes.map { $0?.distance ?? -1 }, event.metrics)
        scores[2].take(columns.map { Self.largestDeviation($0, event.rows) }, event.metrics)
        scores[3].take(columns.map { _ in random.uniform() }, event.metrics)
      }
      bar.update(index + 1)
    }
    bar.finish()
    if printing.json {
      try printing.print(Result(rankings: scores))
    } else {
      try StandardOutput.write(
        Table(
          title: "SMD, \(machines.count) machines, \(scores[0].events) events: metrics that experts named",
          header: ["ranking", "hit rate", "hit rate, 1.5 m", "first"],
          rows: scores.map {
            [$0.ranking, rounded($0.hitRate, 3), rounded($0.hitRate150, 3), rounded($0.first, 3)]
          }
        ).markdown)
    }
  }

  /// The largest deviation in the window from the mean before, in standard deviations.
  private static func largestDeviation(_ values: [Double], _ window: Range<Int>) -> Double {
    let before = values[max(0, window.lowerBound - max(4 * window.count, 120))..<window.lowerBound]
    let mean = before.reduce(0, +) / Double(max(before.count, 1))
    let variance = before.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(before.count, 1))
    return values[window].reduce(0) { max($0, abs($1 - mean)) } / (variance.squareRoot() + 1e-6)
  }

  /// The events of a machine with the metrics, from 0, that experts named for them.
  private static func named(_ path: String, _ table: MetricTable) throws -> [(rows: Range<Int>, metrics: Set<Int>)] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw CommandFailure(
        .inputMissing, "\(path) is not there; give the folder that holds SMD with its interpretations")
    }
    return try text.split(whereSeparator: \.isNewline).enumerated().map { line, text in
      let parts = text.split(separator: ":")
      let rows = parts.first?.split(separator: "-").compactMap { Int($0) } ?? []
      let metrics = parts.last?.split(separator: ",").compactMap { Int($0) } ?? []
      guard parts.count == 2, rows.count == 2, rows[0] >= 0, rows[0] <= rows[1], !metrics.isEmpty,
        metrics.allSatisfy({ (1...table.names.count).contains($0) })
      else {
        throw CommandFailure(
          .badData,
          "\(path):\(line + 1): found '\(text)', expected first-last:metric,… with metrics from 1 to \(table.names.count)"
        )
      }
      let end = min(rows[1] + 1, table.rowCount)
      return (min(rows[0], end)..<end, Set(metrics.map { $0 - 1 }))
    }
  }
}
