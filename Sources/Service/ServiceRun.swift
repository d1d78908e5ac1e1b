import AsyncHTTPClient
import Dispatch
import Engine
import Foundation
import Logging
import NIOCore
import Synchronization

/// The service as a process: from a configuration file to an exit.
public enum ServiceRun {
  /// Runs the service until it is told to stop; in the development profile it starts anew when its files change.
  ///
  /// - Parameter path: The configuration file; nil for the experimental profile as it is.
  /// - Throws: `ServiceError` when it cannot start.
  public static func serve(_ path: String?, build: ServiceBuild) throws {
    let isWanted = try start(path, build: build)
    guard isWanted else { return }
    try serve(path, build: build)
  }

  /// - Returns: Whether files have changed, so that the service is to start anew.
  private static func start(_ path: String?, build: ServiceBuild) throws -> Bool {
    let (configuration, warnings) = try ServiceConfiguration.load(
      path: path, environment: ProcessInfo.processInfo.environment)
    configuration.log.bootstrap()
    let log = configuration.log.logger(label: "tidegate")
    for warning in warnings { log.warning("\(warning)") }
    let reload = ReloadKeeper(
      paths: [path, configuration.models].compactMap { $0 }, isWanted: CancellationFlag())
    try blocking { [log] in
      let application = try buildApplication(configuration, build: build, log: log)
      do {
        try await application.run(watching: configuration.profile.reloads ? reload : nil)
      } catch let error as IOError {
        let ports = configuration.ports
        throw ServiceError.storage(
          "one of the ports \(ports.main), \(ports.metrics) and \(ports.inference) on \(configuration.host) cannot be opened: "
            + "\(String(cString: strerror(error.errnoCode))); give others, or stop who has them")
      }
    }
    return reload.isWanted.value
  }

  /// Says what is wrong with a configuration, or what it comes to.
  public static func check(_ path: String?) throws -> String {
    let (configuration, warnings) = try ServiceConfiguration.load(
      path: path, environment: ProcessInfo.processInfo.environment)
    let ports = configuration.ports
    let summary =
      "the configuration is fine: \(configuration.profile.rawValue) profile, ports \(ports.main), \(ports.metrics) and "
      + "\(ports.inference) on \(configuration.host), \(configuration.workloads.count) workloads, journal in "
      + configuration.storage.path
    return ([summary] + warnings.map { "warning: \($0)" }).joined(separator: "\n")
  }

  /// Asks for an address, as a container's health check does.
  ///
  /// - Throws: `ServiceError.peer` unless the answer is 200 within two seconds.
  public static func probe(_ url: String) throws {
    try blocking {
      let http = HTTPClient(eventLoopGroupProvider: .singleton)
      let answer = try? await http.execute(HTTPClientRequest(url: url), timeout: .seconds(2))
      try await http.shutdown()
      guard answer?.status == .ok else {
        throw ServiceError.peer("\(url) answers \(answer.map { "\($0.status.code)" } ?? "nothing"), expected 200")
      }
    }
  }

  public static func backup(_ storage: String, to output: String) throws {
    try DatabaseBackup.make(of: storage, at: output)
  }

  public static func restore(_ backup: String, to storage: String, force: Bool) throws {
    try DatabaseBackup.restore(from: backup, to: storage, force: force)
  }

  /// Runs a decision again, from the state before it.
  public static func explain(_ decision: Int64, configuration path: String?, storage: String?) throws
    -> (json: Data, text: String, isIdentical: Bool)
  {
    var (configuration, _) = try ServiceConfiguration.load(
      path: path, environment: ProcessInfo.processInfo.environment)
    if let storage { configuration.storage.path = storage }
    return try DecisionExplanation(decision, configuration).result
  }

  /// A workload's real past, for a replay under other policies.
  public static func recording(_ url: String, workload: String, since: Double) throws
    -> (name: String, workload: WorkloadConfiguration, loads: [Double], startTime: Double)
  {
    let result = Mutex<PastRecording?>(nil)
    try blocking {
      let found = try await PastRecording(url, file: workload, since: since)
      result.withLock { $0 = found }
    }
    guard let found = result.withLock({ $0 }) else { preconditionFailure("a recording neither came nor failed") }
    return (found.name, found.workload, found.loads, found.startTime)
  }

  /// Sends decisions to the AI door of a running service, in an open loop.
  ///
  /// - Parameter workloads: Each has its connection, so that its observations come in order; there are a whole number for each.
  public static func bench(
    _ url: String, rate: Double, seconds: Double, connections: Int, workloads: Int, bearer: String?
  ) throws -> Data {
    guard let components = URLComponents(string: url), components.scheme == "http", let host = components.host else {
      throw ServiceError.configuration(["the address is '\(url)', expected one such as http://127.0.0.1:9002"])
    }
    let lanes = min(connections, workloads)
    let count = workloads / lanes * lanes
    let start = Date().timeIntervalSince1970
    let generator = LoadGenerator(
      host: host, port: components.port ?? 80, path: "/v1/decide", rate: rate, seconds: seconds, connections: lanes,
      bearer: bearer
    ) { request in
      let (workload, tick) = (request % count, request / count)
      let load = 400 + 200 * sin(Double(tick) / 300) + Double((request &* 2_654_435_761) % 97)
      return """
        {"timestamp":\(start + Double(tick) * 15),"workload":"bench-\(workload)","requestsPerSecond":\(load),\
        "cpuPercent":\(min(100, load / 9)),"memoryPercent":40.5,"latencyP95Milliseconds":84.25,"errorPercent":0,\
        "readyReplicas":8,"startingReplicas":0}
        """
    }
    let result = Mutex<LoadReport?>(nil)
    try blocking {
      let report = try await generator.run()
      result.withLock { $0 = report }
    }
    return try Answer.text(result.withLock { $0 })
  }

  /// Runs something that waits from where nothing may wait.
  static func blocking(_ work: @escaping @Sendable () async throws -> Void) throws {
    let result = Mutex<Result<Void, any Error>>(.success(()))
    let isDone = DispatchSemaphore(value: 0)
    Task {
      do {
        try await work()
      } catch {
        result.withLock { $0 = .failure(error) }
      }
      isDone.signal()
    }
    isDone.wait()
    try result.withLock { $0 }.get()
  }
}
