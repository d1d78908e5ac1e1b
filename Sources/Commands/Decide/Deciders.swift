import Engine
import Foundation
import Simulation
import Telemetry

/// One pipeline per workload of the stream.
struct Deciders {
  /// A workload takes about 100 KB.
  private static let mostWorkloads = 20_000

  private let file: WorkloadFile
  private let configuration: WorkloadConfiguration
  private let models: ModelSet
  private let history: MetricTable?
  private let threads: Int
  private var loops: [String: DecisionLoop] = [:]
  private var orders: [String: ObservationOrder] = [:]
  private var refits = RefitQueue()

  init(file: WorkloadFile, threads: Int) throws {
    self.file = file
    self.threads = threads
    configuration = try file.configuration()
    models = try file.models.map { try ModelSet(folder: $0) } ?? .shipped
    if let path = file.history {
      guard let column = file.historyColumn else {
        throw CommandFailure(.badConfiguration, "historyColumn is missing; name the column of the load in \(path)")
      }
      let table = try CSVFile.read(
        path, CSVOptions(interval: file.historyInterval, columns: [column], dropsOutOfOrderRows: true))
      guard table.interval != nil else {
        throw CommandFailure(
          .badConfiguration, "historyInterval is missing, and \(path) has no time column; give its seconds")
      }
      if table.droppedRows > 0 {
        warn("\(path): \(table.droppedRows) rows with duplicate or backward timestamps were dropped")
      }
      if let row = table.columns[0].firstIndex(where: { !(0...1e15).contains($0) && !$0.isNaN }) {
        throw CommandFailure(
          .badData,
          "\(path): row \(row) of '\(column)' is \(table.columns[0][row]), expected a load from 0 to 1e15; mend the cell"
        )
      }
      do {
        history = try table.regular()
      } catch {
        throw CommandFailure(.badData, "\(path): \(error)")
      }
    } else {
      history = nil
    }
  }

  /// - Throws: `LineError` when the line makes no sense.
  mutating func decide(_ line: ObservationMessage) throws -> DecisionMessage {
    if let complaint = line.complaint { throw LineError(sentence: complaint) }
    let name = line.workload ?? ""
    let time = line.observation.timestamp
    if let last = orders[name]?.refuses(time) {
      throw LineError(
        sentence: "timestamp \(time) is before \(last), the last one of this workload; send observations in order")
    }
    if let (name, model) = refits.finished() { loops[name]?.pipeline.install(model) }
    guard loops[name] != nil || loops.count < Self.mostWorkloads else {
      throw LineError(sentence: "there are \(Self.mostWorkloads) workloads already; start another process for more")
    }
    var loop = try loops.removeValue(forKey: name) ?? makeLoop(startingAt: time)
    if orders[name] == nil { orders[name] = ObservationOrder(newest: time) }
    let decision = loop.decide(line.observation)
    loops[name] = loop
    return DecisionMessage(
      decision: decision, workload: line.workload, latencyMicroseconds: loop.lastDuration.seconds * 1e6)
  }

  /// Has a new forecaster learned for a workload when one is due, beside the decisions that follow.
  mutating func refitIfDue(_ name: String) {
    if loops[name]?.pipeline.isRefitDue == true {
      // Another start-up time changes all that was learned, which is rare: this line waits for it.
      if loops[name]?.pipeline.isStartupToBeAdopted == true {
        loops[name]?.pipeline.refitIfDue(threads: threads)
      } else {
        refits.add(name)
      }
    }
    guard let next = refits.next, let pipeline = loops[next]?.pipeline else { return }
    refits.begin(pipeline, threads: threads, workloads: loops.count)
  }

  /// Waits for a refit under way, so that a state saved next has it.
  mutating func finishRefit() {
    if let (name, model) = refits.finished(waits: true) { loops[name]?.pipeline.install(model) }
  }

  private func makeLoop(startingAt time: Double) throws -> DecisionLoop {
    var pipeline = try DecisionPipeline(configuration, models: models)
    if let history, let column = history.columns.first, let interval = history.interval {
      let trace = LoadTrace(
        values: column, interval: interval, capacity: interval, tickSeconds: configuration.tickSeconds)
      pipeline.learn(
        trace.loads, startingAt: time - Double(trace.loads.count) * configuration.tickSeconds, threads: threads)
    }
    return DecisionLoop(pipeline)
  }

  /// Writes every workload's pipeline and the time of its newest observation, one after the other (see `StateFile`).
  func save(to path: String) throws {
    var names = loops.keys.sorted()[...]
    var header: Data? = StateFile.header(workloads: names.count)
    try OutputFile.write(to: path) {
      if let first = header {
        header = nil
        return first
      }
      guard let name = names.popFirst(), let loop = loops[name] else { return nil }
      do {
        return StateFile.record(name, newest: orders[name]?.newest ?? 0, try loop.pipeline.savedState())
      } catch {
        throw CommandFailure(.software, "the state cannot be encoded: \(error)")
      }
    }
  }

  mutating func restore(from path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    let bytes = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    guard let bytes, let records = StateFile.records(in: bytes) else {
      throw CommandFailure(.badData, "\(path) is damaged or not a state of tidegate's; delete it to start anew")
    }
    for record in records {
      var pipeline = try DecisionPipeline(configuration, models: models)
      do {
        try pipeline.restore(record.state)
      } catch {
        throw CommandFailure(.badData, "\(path): \(error)")
      }
      loops[record.name] = DecisionLoop(pipeline)
      orders[record.name] = ObservationOrder(newest: record.newest)
    }
  }
}
