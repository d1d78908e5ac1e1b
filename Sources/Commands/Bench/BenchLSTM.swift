import ArgumentParser
import Foundation
import Learning
import Telemetry
import Tensors

/// `bench lstm`: how fast an LSTM reads steps and sequences, and how fast it is trained.
struct BenchLSTM: ParsableCommand {
  /// What is repeated in a process whose allocations are counted from outside.
  enum Traced: String, CaseIterable, ExpressibleByArgument {
    case steps, sequences, batches
  }

  static let configuration = CommandConfiguration(
    commandName: "lstm", abstract: "Latency of an LSTM's steps and sequences, time of training it, and allocations.",
    discussion: """
      A network with random weights and one output reads random numbers: one step a call with its state carried on, then \
      whole sequences from a zero state, --batch of them a call. With --train it is trained instead, for an epoch of \
      windows of --sequence rows: Adam at a rate of at most 0.001, squared error of column 0 five rows after the window; the \
      losses are halves of squares. Each call is timed with its reading of the clock, some 30 ns. Allocations are counted in \
      a second process under glibc's malloc trace, and are absent where that is not to be had.
      """)

  @Option(help: "LSTM layers.")
  var layers = 1

  @Option(help: "Hidden units of a layer.")
  var hidden = 64

  @Option(help: "Inputs of a step.")
  var inputs = 8

  @Option(help: "Steps of a sequence, or rows of a training window.")
  var sequence = 60

  @Option(help: "Sequences a call (default: 1), or windows of a training batch (default: 64).")
  var batch: Int?

  @Option(help: "Cores to train on (default: all); reading takes one.")
  var threads: Int?

  @Option(help: "Calls of each kind to time at most: steps for 20 seconds, sequences for 2.")
  var calls = 1_000_000

  @Flag(help: "Keep all other cores busy with sequences of their own meanwhile.")
  var busy = false

  @Flag(help: "Train for an epoch instead of reading.")
  var train = false

  @Option(help: "Windows of the epoch.")
  var windows = 50_000

  @Option(help: "Take this network, safetensors with PyTorch's names, instead of a random one; the sizes are its own.")
  var model: String?

  @Option(
    help: """
      Read this .npy file: sequences [steps, sequences, inputs], or with --train a series [rows, inputs]; otherwise both \
      are made up.
      """)
  var input: String?

  @Option(help: "Keep what is said of the sequences, .npy [steps, sequences, outputs], or with --train the network.")
  var output: String?

  @Option(help: "Seed of the weights and of what is made up.")
  var seed: UInt64 = 0

  /// Only makes these calls, so that their allocations can be counted from outside.
  @Option(help: .hidden)
  var traced: Traced?

  @OptionGroup var printing: OutputOptions

  private static let tracedCalls = [Traced.steps: 10_000, .sequences: 50, .batches: 20]

  func validate() throws {
    func require(_ value: Int, _ range: ClosedRange<Int>, _ name: String) throws {
      guard range.contains(value) else {
        throw ValidationError("--\(name) is \(value), expected \(range.lowerBound) to \(range.upperBound)")
      }
    }
    try require(layers, 1...16, "layers")
    try require(hidden, 1...4_096, "hidden")
    try require(inputs, 1...65_536, "inputs")
    try require(sequence, 1...65_536, "sequence")
    try require(batch ?? 1, 1...65_536, "batch")
    try require(threads ?? 1, 1...1_024, "threads")
    try require(calls, 1...100_000_000, "calls")
    try require(windows, 1...100_000_000, "windows")
    if !train, let threads, threads > 1 {
      throw ValidationError(
        "--threads is \(threads), expected 1: reading takes one core; give --train, or leave it out")
    }
    let numbers = Double(inputs) * (train ? Double(windows) : Double(sequence) * Double(batch ?? 1))
    guard numbers <= 0x1p30 else {
      throw ValidationError(
        "--inputs, --batch, --sequence and --windows ask for \(Int(numbers)) numbers, expected at most 2^30; give less")
    }
    if train, busy { throw ValidationError("--busy is for reading; leave it or --train out") }
  }

  func run() throws {
    var network: LSTMNetwork
    if let model {
      let tensors = try SafetensorsFile(contentsOf: model).tensors
      do { network = try LSTMNetwork(tensors: tensors) } catch { throw CommandFailure(.badData, "\(model): \(error)") }
    } else {
      network = LSTMNetwork(LSTMConfiguration(inputs: inputs, hidden: hidden, layers: layers, outputs: 1, seed: seed))
    }
    let report = try train ? trained(&network) : read(network)
    guard traced == nil else { return }
    if printing.json { try printing.print(report) } else { try StandardOutput.write(report.text) }
  }

  private func read(_ network: LSTMNetwork) throws -> LSTMBenchReport {
    let inputs = try sequences(network.configuration.inputs)
    var report = report(network, sequence: inputs.shape[0], batch: inputs.shape[1], threads: threads ?? 1)
    if let traced {
      var reader = LSTMReader(network, inputs)
      trace(traced) { if traced == .steps { reader.readStep() } else { reader.readSequences() } }
      return report
    }
    let neighbours = busy ? Self.busyCores(network, inputs) : nil
    let speed = LSTMSpeed(network, inputs, calls: calls)
    neighbours?.stop()
    guard speed.disagreement <= 1e-4 || model != nil || input != nil else {
      throw CommandFailure(
        .software, "read step by step and at once, a network's outputs differ by \(speed.disagreement)")
    }
    report.busyCores = neighbours?.count
    (report.stepMicroseconds, report.stepCalls) = (speed.step, speed.stepCalls)
    (report.sequenceMicroseconds, report.sequenceCalls) = (speed.sequence, speed.sequenceCalls)
    report.rowsPerSecond = Double(inputs.shape[0] * inputs.shape[1]) / (speed.sequence.p50 * 1e-6)
    report.allocationsPerStep = allocations(.steps)
    report.allocationsPerSequence = allocations(.sequences)
    if let output { try OutputFile.write(NPY.encode(speed.outputs), to: output) }
    return report
  }

  /// The file's sequences, or random ones, `[T, B, D]`.
  private func sequences(_ width: Int) throws -> Tensor {
    guard let input else {
      let shape = [sequence, batch ?? 1, width]
      var random = RandomSource(seed: seed)
      return Tensor((0..<shape.reduce(1, *)).map { _ in Float(random.normal()) }, shape: shape)
    }
    let tensor = try NPY.read(input)
    guard tensor.shape.count == 3, tensor.shape[2] == width, tensor.count > 0 else {
      throw CommandFailure(
        .badData,
        "\(input) has the shape \(tensor.shape), expected steps, sequences and \(width) inputs, three axes; save it so")
    }
    return tensor
  }

  private static func busyCores(_ network: LSTMNetwork, _ inputs: Tensor) -> BusyCores {
    BusyCores { _ = network.outputs(of: inputs) }
  }

  private func trained(_ network: inout LSTMNetwork) throws -> LSTMBenchReport {
    guard network.configuration.outputs == 1 else {
      throw CommandFailure(
        .badData, "the network has \(network.configuration.outputs) outputs, expected 1 to train on column 0")
    }
    let (batch, threads, width) = (batch ?? 64, threads ?? Machine.coreCount, network.configuration.inputs)
    var report = report(network, sequence: sequence, batch: batch, threads: threads)
    let rows = windows + sequence - 1
    let series =
      try input.map { try LSTMSeries(contentsOf: $0, width: width, rows: rows) }
      ?? LSTMSeries(rows: rows + 8_000, width: width, seed: seed)
    func epoch(
      _ windows: Int, _ progress: @escaping (_ batches: Int, _ loss: Double) -> Void = { _, _ in }
    ) throws -> LSTMEpoch {
      try LSTMEpoch(
        network, series, windows: windows, length: sequence, batch: batch, threads: threads, progress: progress)
    }
    if traced != nil {
      // The batches after the second one count.
      let calls = Self.tracedCalls[.batches]!
      _ = try epoch(batch * (calls + 2)) { batches, _ in
        if batches == 2 { AllocationCount.start() }
        if batches == 2 + calls { AllocationCount.stop() }
      }
      return report
    }
    _ = try epoch(min(windows, 10 * batch))
    let bar = ProgressBar("epoch", total: (windows + batch - 1) / batch)
    let measured = try epoch(windows) { bar.update($0, "loss \(rounded($1, 4)),") }
    bar.finish()
    report.windows = windows
    (report.epochSeconds, report.windowsPerSecond) = (measured.seconds, Double(windows) / measured.seconds)
    (report.firstLoss, report.lastLoss) = (measured.firstLoss, measured.lastLoss)
    report.testRMSE = measured.testRMSE
    // A shorter epoch has no steady state.
    report.allocationsPerBatch =
      windows < batch * (2 + Self.tracedCalls[.batches]!) ? nil : allocations(.batches)
    if let output {
      try OutputFile.write(SafetensorsFile(tensors: measured.network.tensors()).encoded(), to: output)
    }
    return report
  }

  private func report(_ network: LSTMNetwork, sequence: Int, batch: Int, threads: Int) -> LSTMBenchReport {
    LSTMBenchReport(
      layers: network.configuration.layers, hidden: network.configuration.hidden, inputs: network.configuration.inputs,
      sequence: sequence, batch: batch, threads: threads, build: .current)
  }

  /// Allocations per call of this very command, from a second process.
  private func allocations(_ traced: Traced) -> Double? {
    AllocationCount.perCall(
      CommandLine.arguments.dropFirst() + ["--traced", traced.rawValue], calls: Self.tracedCalls[traced]!)
  }

  /// Makes calls with the trace on, after some without it.
  private func trace(_ traced: Traced, _ call: () -> Void) {
    let calls = Self.tracedCalls[traced]!
    for _ in 0..<3 { call() }
    AllocationCount.traced { for _ in 0..<calls { call() } }
  }
}
