import Foundation
import Testing

struct TrainStopTests {
  /// Trains, sends SIGINT as soon as a line of the log matches, and waits for the end.
  private func interrupt(_ bench: Workbench, at line: String, steps: Int) throws -> Workbench.Outcome {
    try bench.shell(
      """
      $T train detector --input web.csv --hidden 4 --steps \(steps) --output model --json 2> log & pid=$!
      while kill -0 $pid && ! grep -Eq '\(line)' log; do sleep 0.05; done
      kill -INT $pid && wait $pid; code=$?; cat log >&2; exit $code
      """)
  }

  @Test func `a training that Ctrl-C ends shows its losses and saves the best weights so far`() throws {
    let bench = try Workbench()
    try bench.generate(days: 1)
    let outcome = try interrupt(bench, at: "loss", steps: 1_000_000)
    let scores = try #require(try outcome.object()["scores"] as? [String: Double])
    let steps = Int(try #require(scores["steps"]))
    #expect(steps > 0 && steps < 1_000_000 && scores["heldOutIncidents"] == nil)
    let shown = try #require(
      try Regex(#"step \d+ of 1000000, loss \d\.\d+, .*\d+ s left"#).firstMatch(in: outcome.errors))
    #expect(!shown.isEmpty)
    #expect(outcome.errors.contains("stopped by a signal after step \(steps) of 1000000"))
    let card = String(decoding: try bench.data("model/CARD.md"), as: UTF8.self)
    #expect(
      card.contains("| training | \(steps) of 1000000 steps") && card.contains("not measured: stopped by a signal"))
    #expect(try bench.run("detect", "--input", "web.csv", "--model", "model", "--output", "scores.csv").code == 0)
    #expect(try bench.lines("scores.csv").count == 1_441)
  }

  @Test func `Ctrl-C while the score is measured leaves the model that was trained`() throws {
    let bench = try Workbench()
    try bench.generate(days: 1)
    let outcome = try interrupt(bench, at: "(5|6|7|8)[0-9] %", steps: 20_000)
    let scores = try #require(try outcome.object()["scores"] as? [String: Double])
    #expect(scores["steps"] == 20_000 && scores["heldOutIncidents"] == nil)
    #expect(outcome.errors.contains("the model is whole, its held-out score is not measured"))
    #expect(try bench.run("detect", "--input", "web.csv", "--model", "model", "--output", "scores.csv").code == 0)
  }
}
