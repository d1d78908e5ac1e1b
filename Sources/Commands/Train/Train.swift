import ArgumentParser
import Foundation
import Telemetry

/// Trains one model and writes it with its card.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a forecaster, a detector or a policy, and write it with its card.",
    subcommands: [TrainForecaster.self, TrainDetector.self, TrainPolicy.self])
}

/// What a model's folder says about it in `CARD.md`.
struct ModelCard {
  var title: String
  /// What the model is, in a paragraph.
  var about: String
  /// Name and value, in order.
  var facts: [(String, String)]
  /// Held-out scores: name and value.
  var scores: [(String, String)]

  /// Writes `model.safetensors` and `CARD.md`; the folder is made if it is not there.
  func write(_ model: Data, to folder: String) throws {
    try OutputFolder.make(folder)
    try OutputFile.write(model, to: folder + "/model.safetensors")
    try OutputFile.write(Data(text.utf8), to: folder + "/CARD.md")
  }

  private var text: String {
    var lines = ["# \(title)", "", about, "", "| | |", "|---|---|"]
    lines += facts.map { "| \($0.0) | \($0.1) |" }
    lines += ["", "## Held-out score", "", "| measure | value |", "|---|---|"]
    lines += scores.map { "| \($0.0) | \($0.1) |" }
    lines += ["", "Made by `\(Self.command)`.", ""]
    return lines.joined(separator: "\n")
  }

  /// The command as it was typed, absolute paths by their last name only: a card travels further than its machine.
  private static var command: String {
    let words = CommandLine.arguments.dropFirst().map { word in
      word.hasPrefix("/") ? URL(fileURLWithPath: word).lastPathComponent : word
    }
    return (["tidegate"] + words).joined(separator: " ")
  }
}

/// What `train --json` prints.
struct TrainingResult: Encodable {
  let output: String
  let rows: Int
  let seconds: Double
  let scores: [String: Double]
  /// The same in a sentence.
  let text: String

  private enum CodingKeys: String, CodingKey { case output, rows, seconds, scores }

  /// A score that is not a number is written as null.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(output, forKey: .output)
    try container.encode(rows, forKey: .rows)
    try container.encode(seconds, forKey: .seconds)
    try container.encode(scores.mapValues { $0.isFinite ? $0 : nil }, forKey: .scores)
  }

  func print(_ options: OutputOptions) throws {
    if options.json { try options.print(self) } else { try StandardOutput.write(text + "\n") }
  }
}
