import COpenBLAS
import Foundation

/// The state of the OpenBLAS library in this process, settled once before the first call.
///
/// OpenBLAS picks its kernels by the CPU's model number. A release older than the CPU does not know the
/// number and takes kernels of an older generation, silently. Measured with Debian's 0.3.21, one thread,
/// GFLOP/s, on an AMD EPYC of family 26 (Zen 5), which that release takes for a "Haswell":
///
///     kernels      gemv 256×72   gemm 64×256×72   gemm 256×256×256
///     Prescott         8.5            40.8              42.9
///     Nehalem         28.5            32.1              34.5
///     Zen             47.6            91.1             109.6
///     Haswell         47.3            95.8             113.1
///     SkylakeX        47.9           170.2             216.9
///
/// An Intel CPU of model 207 becomes a "Prescott" there, 4 to 6 times slower than need be. So AVX2 kernels
/// count as older than an AVX-512 CPU, whoever made it, and everything else as older than both. The
/// kernels are then chosen anew from the CPU's flags, never above what it has. `OPENBLAS_CORETYPE` in the environment
/// is the user's word and stays.
package struct BLASRuntime: Sendable {
  /// The one instance; reading it is what settles the library's state.
  static let current = BLASRuntime()

  let coreName: String
  let threadCount: Int
  let configuration: String

  private init() {
    if getenv("OPENBLAS_CORETYPE") == nil,
      let target = Self.betterCore(than: Self.loadedCoreName(), cpuFlags: Self.cpuFlags())
    {
      Self.reload(as: target)
    }
    // The products here are small: more threads bring jitter, not speed.
    openblas_set_num_threads(1)
    coreName = Self.loadedCoreName()
    threadCount = Int(openblas_get_num_threads())
    configuration = openblas_get_config().map { String(cString: $0) } ?? "unknown"
  }

  /// The generation of kernels that a CPU can run, where the one in use is older.
  ///
  /// - Parameters:
  ///   - core: The core name that OpenBLAS reports.
  ///   - cpuFlags: The CPU's feature flags by the names that Linux gives them.
  /// - Returns: The name of the core to change to, or `nil` to leave everything as it is.
  package static func betterCore(than core: String, cpuFlags: Set<String>) -> String? {
    let wanted: (name: String, generation: Int)
    if cpuFlags.isSuperset(of: ["avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512cd", "avx2", "fma"]) {
      wanted = ("SkylakeX", 2)
    } else if cpuFlags.isSuperset(of: ["avx2", "fma"]) {
      wanted = ("Haswell", 1)
    } else {
      return nil
    }
    return generation(of: core) < wanted.generation ? wanted.name : nil
  }

  private static func generation(of core: String) -> Int {
    switch core.lowercased() {
    case "skylakex", "cooperlake", "sapphirerapids": 2
    case "haswell", "zen": 1
    default: 0
    }
  }

  private static func loadedCoreName() -> String {
    openblas_get_corename().map { String(cString: $0) } ?? "unknown"
  }

  /// The flags of the first CPU in `/proc/cpuinfo`; empty where there is no such file or line (other systems).
  package static func cpuFlags() -> Set<String> {
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return [] }
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("flags") }) else { return [] }
    return Set(line.split(separator: ":").last?.split(separator: " ").map(String.init) ?? [])
  }

  /// Has OpenBLAS choose its kernels again. Builds for one fixed CPU lack the two functions and are left alone.
  private static func reload(as core: String) {
    typealias Function = @convention(c) () -> Void
    let process = dlopen(nil, RTLD_NOW)
    defer { if let process { dlclose(process) } }
    guard let quit = dlsym(process, "gotoblas_dynamic_quit"), let start = dlsym(process, "gotoblas_dynamic_init")
    else { return }
    setenv("OPENBLAS_CORETYPE", core, 1)
    unsafeBitCast(quit, to: Function.self)()
    unsafeBitCast(start, to: Function.self)()
    // A process started from this one must be free to choose for itself.
    unsetenv("OPENBLAS_CORETYPE")
  }
}
