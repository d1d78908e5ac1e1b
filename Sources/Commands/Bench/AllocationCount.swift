import Foundation

/// Counts heap allocations of the steady state, in a process of its own under glibc's malloc trace.
///
/// The child preloads `libc_malloc_debug`, warms up, and switches the trace on around the work that counts only.
enum AllocationCount {
  /// Allocations per call of what a command does while the trace is on; nil where the count cannot be had.
  ///
  /// - Parameters:
  ///   - arguments: The command, which makes its calls between `start()` and `stop()` and prints nothing.
  ///   - calls: How many calls those are.
  static func perCall(_ arguments: [String], calls: Int) -> Double? {
    let trace = FileManager.default.temporaryDirectory.appendingPathComponent("tidegate-\(getpid()).mtrace")
    defer { try? FileManager.default.removeItem(at: trace) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "LD_PRELOAD": "libc_malloc_debug.so.0", "MALLOC_TRACE": trace.path,
    ]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    process.waitUntilExit()
    guard process.terminationStatus == 0, let text = try? String(contentsOf: trace, encoding: .utf8) else { return nil }
    return Double(lines(in: text)) / Double(calls)
  }

  /// Runs `work` with the trace on, where the process was started for it.
  static func traced(_ work: () -> Void) {
    start()
    work()
    stop()
  }

  /// Switches the trace on.
  static func start() { switches.on?() }

  /// Switches the trace off.
  static func stop() { switches.off?() }

  private typealias Switch = @convention(c) () -> Void

  /// Both are looked up before the trace is on, which would count the looking up.
  private static let switches: (on: Switch?, off: Switch?) = {
    typealias Find =
      @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>, UnsafePointer<CChar>) ->
      UnsafeMutableRawPointer?
    let process = dlopen(nil, RTLD_NOW)
    // The preloaded library has the two under their old version only; without one libc's stubs would be found.
    guard let find = dlsym(process, "dlvsym").map({ unsafeBitCast($0, to: Find.self) }) else { return (nil, nil) }
    func named(_ name: String) -> Switch? {
      find(process, name, "GLIBC_2.2.5").map { unsafeBitCast($0, to: Switch.self) }
    }
    return (named("mtrace"), named("muntrace"))
  }()

  /// Lines of a trace that took memory: `@ caller + address size`, and `>` for a block that was moved.
  private static func lines(in trace: String) -> Int {
    trace.split(separator: "\n").count { $0.contains(" + 0x") || $0.contains(" > 0x") }
  }
}
