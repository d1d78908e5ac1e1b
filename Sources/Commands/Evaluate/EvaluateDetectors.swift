import ArgumentParser
import Detection
import Foundation
import Telemetry

/// `evaluate detectors`: every detector on recorded machines whose events are known.
struct EvaluateDetectors: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detectors",
    abstract: "Train and score every detector on recorded machines with labelled events.",
    discussion: """
      Reads DIR/SMD, DIR/ASD and DIR/JumpStarterD2: NAME.train.csv.gz, NAME.test.csv.gz, NAME.test_label.csv (start,end: rows, \
      0-based, inclusive; .cols.csv.gz: a line for each metric). Every detector is fitted to a machine's training rows, with one \
      configuration for all machines, and scores its test from a fresh start; those that stream read the training rows before, and all but `streaming` have their scores averaged over twelve rows and \
      thresholds set on the training rows as the trained ones have. \
      `ensemble` beside `linear` is what the LSTM adds, `lstm` beside `ridge` the same of one model alone. VUS-PR has a window of \
      100 rows; alarms within an hour are one; a false alarm touches no event. --json: an object for each set and detector, \
      with its machines.
      """)

  @Option(help: ArgumentHelp("The folder with the sets' folders.", valueName: "dir"))
  var data: String

  @Option(
    help: ArgumentHelp(
      "Sets, separated by commas: \(LabelledMachine.Collection.allCases.map { $0.rawValue.lowercased() }.joined(separator: ", ")).",
      valueName: "set,…"))
  var sets = "smd,asd"

  @Option(
    help: ArgumentHelp("Detectors, separated by commas (default: all): \(DetectorKind.names).", valueName: "kind,…"))
  var models: String?

  @Option(help: "Wanted probability of an alarm per row, of the detectors that are trained.")
  var alarmRate = TrainedDetectorConfiguration().alarmRate

  @Option(help: "A folder for detectors.md, made if it is not there.")
  var output: String?

  @OptionGroup var training: TrainingOptions
  @OptionGroup var printing: OutputOptions

  private struct Result: Encodable {
    var build = BuildInfo.current
    let detectors: [DetectorScore]
  }

  func validate() throws {
    try TrainDetector.check(hidden: 1, alarmRate: alarmRate)
    _ = (try wantedSets(), try wantedModels())
  }

  func run() throws {
    let models = try wantedModels()
    let collections = try wantedSets().map { ($0, try LabelledMachine.read($0, in: data)) }
    let bar = ProgressBar("detectors", total: collections.reduce(0) { $0 + $1.1.count } * models.count)
    var done = 0
    var scores: [DetectorScore] = []
    for (collection, machines) in collections {
      for model in models {
        let found = try machines.map { machine in
          let score = try score(machine, model)
          done += 1
          bar.update(done, "\(model.rawValue) on \(machine.name),")
          return score
        }
        scores.append(DetectorScore(set: collection.rawValue, model: model.rawValue, found))
      }
    }
    bar.finish()
    let text = Self.markdown(scores)
    if let output {
      try OutputFolder.make(output)
      try OutputFile.write(Data(text.utf8), to: output + "/detectors.md")
    }
    if printing.json {
      try printing.print(Result(detectors: scores))
    } else {
      try StandardOutput.write(text)
    }
  }

  private func score(_ machine: LabelledMachine, _ model: DetectorKind) throws -> MachineScore {
    let width = machine.training.columns.count
    let started = ContinuousClock.now
    let detector: any AnomalyDetector =
      try model.untrained(metricCount: width, seed: training.seed)
      ?? TrainedDetector.train(
        metrics: machine.training.names, columns: machine.training.columns, intervalSeconds: machine.training.interval,
        configuration: TrainedDetectorConfiguration(
          models: model.models ?? .ensemble, alarmRate: alarmRate, seed: training.seed, threads: training.threads))
    let isTrained = model.models != nil
    return MachineScore(
      machine, detector, readsTraining: !isTrained,
      alarmRate: isTrained || model == .streaming ? nil : alarmRate,
      trainingSeconds: isTrained ? (ContinuousClock.now - started).seconds : 0)
  }

  private func wantedSets() throws -> [LabelledMachine.Collection] {
    try sets.split(separator: ",").map { name in
      guard
        let set = LabelledMachine.Collection.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() })
      else {
        let all = LabelledMachine.Collection.allCases.map { $0.rawValue.lowercased() }.joined(separator: ", ")
        throw ValidationError("--sets has '\(name)', expected some of \(all)")
      }
      return set
    }
  }

  private func wantedModels() throws -> [DetectorKind] {
    guard let models else { return DetectorKind.allCases }
    return try models.split(separator: ",").map { name in
      guard let kind = DetectorKind(rawValue: String(name)) else {
        throw ValidationError("--models has '\(name)', expected some of \(DetectorKind.names)")
      }
      return kind
    }
  }

  /// For each set a table of detectors, and one of machines.
  private static func markdown(_ scores: [DetectorScore]) -> String {
    func figure(_ value: Double?, _ digits: Int = 3) -> String { value.map { rounded($0, digits) } ?? "–" }
    var sets: [String] = []
    for score in scores where !sets.contains(score.set) { sets.append(score.set) }
    return sets.map { set in
      let scores = scores.filter { $0.set == set }
      let detectors = Table(
        title: "\(set), \(scores[0].machines.count) machines",
        header: [
          "detector", "VUS-PR", "AUC-PR", "event recall", "false alarms a day", "worst machine", "delay, minutes",
          "training, s", "row, µs",
        ],
        rows: scores.map {
          [
            $0.model, figure($0.vusPR), figure($0.aucPR), figure($0.eventRecall, 2), figure($0.falseAlarmsPerDay, 2),
            figure($0.mostFalseAlarmsPerDay, 2), figure($0.medianDelayMinutes, 1), figure($0.trainingSeconds, 2),
            figure($0.rowMicroseconds, 1),
          ]
        },
        note: "Means over machines; event recall is of all events; the delay is the median over machines.")
      let machines = Table(
        title: "\(set), VUS-PR by machine", header: ["machine"] + scores.map(\.model),
        rows: scores[0].machines.indices.map { index in
          [scores[0].machines[index].machine] + scores.map { figure($0.machines[index].vusPR) }
        })
      return detectors.markdown + "\n" + machines.markdown
    }.joined(separator: "\n")
  }
}
