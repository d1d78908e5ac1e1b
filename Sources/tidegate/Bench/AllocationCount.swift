import Foundation

/// Counts heap allocations of the steady state, in a process of its own under glibc's malloc trace.
///
/// The child preloads `libc_malloc_debug`, warms up, and switches the trace on around its decisions only.
enum AllocationCount {
  private static let decisions = 5_000

  /// Allocations per decision; nil where the count cannot be had.
  static func perDecision(seed: UInt64) -> Double? {
    let trace = FileManager.default.temporaryDirectory.appendingPathComponent("tidegate-\(getpid()).mtrace")
    defer { try? FileManager.default.removeItem(at: trace) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["bench", "decision", "--silent", "--decisions", "\(decisions)", "--seed", "\(seed)"]
    process.environment = ProcessInfo.processInfo.environment.merging([
      "LD_PRELOAD": "libc_malloc_debug.so.0", "MALLOC_TRACE": trace.path,
    ]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    process.waitUntilExit()
    guard process.terminationStatus == 0, let text = try? String(contentsOf: trace, encoding: .utf8) else { return nil }
    return Double(calls(in: text)) / Double(decisions)
  }

  /// Runs `work` with the trace on, where the process was started for it.
  static func traced(_ work: () -> Void) {
    typealias Switch = @convention(c) () -> Void
    typealias Find =
      @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>, UnsafePointer<CChar>) ->
      UnsafeMutableRawPointer?
    let process = dlopen(nil, RTLD_NOW)
    // The preloaded library has the two under their old version only; without one libc's stubs would be found.
    guard let find = dlsym(process, "dlvsym").map({ unsafeBitCast($0, to: Find.self) }),
      let on = find(process, "mtrace", "GLIBC_2.2.5"), let off = find(process, "muntrace", "GLIBC_2.2.5")
    else { return work() }
    unsafeBitCast(on, to: Switch.self)()
    work()
    unsafeBitCast(off, to: Switch.self)()
  }

  /// Lines of a trace that took memory: `@ caller + address size`, and `>` for a block that was moved.
  static func calls(in trace: String) -> Int {
    trace.split(separator: "\n").count { $0.contains(" + 0x") || $0.contains(" > 0x") }
  }
}
