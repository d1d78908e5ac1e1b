import Engine
import Foundation
import Synchronization
import Telemetry

/// What the binary with the service inside can do besides; its main installs it before a command is read.
///
/// The quick binary has none: it hands such a command over to `tidegate-service` beside it.
public struct ServiceEntry: Sendable {
  /// A workload's recorded load and what is known of it, for `simulate --prometheus`.
  public struct Recording: Sendable {
    public var name: String
    public var workload: WorkloadConfiguration
    /// Requests per second of each tick, oldest first; NaN is missing.
    public var loads: [Double]
    public var startTime: Double

    public init(name: String, workload: WorkloadConfiguration, loads: [Double], startTime: Double) {
      self.name = name
      self.workload = workload
      self.loads = loads
      self.startTime = startTime
    }
  }

  /// A decision that was run again.
  public struct Explained: Sendable {
    /// The decision as JSON, with its observation.
    public var json: Data
    public var text: String
    /// Whether it came out the same, to the bit.
    public var isIdentical: Bool

    public init(json: Data, text: String, isIdentical: Bool) {
      self.json = json
      self.text = text
      self.isIdentical = isIdentical
    }
  }

  /// A load for a running service.
  public struct Load: Sendable {
    public var url: String
    public var rate: Double
    public var seconds: Double
    public var connections: Int
    public var workloads: Int
    public var bearer: String?
  }

  /// Runs the service until it is told to stop.
  public var serve: @Sendable (_ configuration: String?) throws -> Void
  /// Checks a configuration: what is fine, as a sentence.
  public var check: @Sendable (_ configuration: String?) throws -> String
  /// Asks for an address, and throws unless the answer is 200.
  public var probe: @Sendable (_ url: String) throws -> Void
  public var backup: @Sendable (_ storage: String, _ output: String) throws -> Void
  public var restore: @Sendable (_ backup: String, _ storage: String, _ force: Bool) throws -> Void
  public var explain: @Sendable (_ decision: Int64, _ configuration: String?, _ storage: String?) throws -> Explained
  public var recording: @Sendable (_ url: String, _ workload: String, _ since: Double) throws -> Recording
  /// Sends a load to a running service; what came of it, as JSON.
  public var bench: @Sendable (Load) throws -> Data

  public init(
    serve: @escaping @Sendable (String?) throws -> Void, check: @escaping @Sendable (String?) throws -> String,
    probe: @escaping @Sendable (String) throws -> Void,
    backup: @escaping @Sendable (String, String) throws -> Void,
    restore: @escaping @Sendable (String, String, Bool) throws -> Void,
    explain: @escaping @Sendable (Int64, String?, String?) throws -> Explained,
    recording: @escaping @Sendable (String, String, Double) throws -> Recording,
    bench: @escaping @Sendable (Load) throws -> Data
  ) {
    self.serve = serve
    self.check = check
    self.probe = probe
    self.backup = backup
    self.restore = restore
    self.explain = explain
    self.recording = recording
    self.bench = bench
  }

  private static let installed = Mutex<ServiceEntry?>(nil)

  public static func install(_ entry: ServiceEntry) { installed.withLock { $0 = entry } }

  /// The service; a binary without it becomes `tidegate-service` here, with the same arguments.
  static func current() throws -> ServiceEntry {
    if let entry = installed.withLock({ $0 }) { return entry }
    let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let sibling = own.deletingLastPathComponent().appendingPathComponent("tidegate-service").path
    guard FileManager.default.isExecutableFile(atPath: sibling) else {
      throw CommandFailure(
        .inputMissing,
        "this build of tidegate has no service inside, and \(sibling) is not there; `make serve` builds it")
    }
    var arguments = (["tidegate"] + CommandLine.arguments.dropFirst()).map { strdup($0) }
    arguments.append(nil)
    execv(sibling, arguments)
    throw CommandFailure(.inputOutput, "\(sibling) cannot be run: \(String(cString: strerror(errno)))")
  }
}
