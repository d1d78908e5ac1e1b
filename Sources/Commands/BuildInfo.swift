import COpenBLAS
import Foundation
import Tensors

/// What this binary is and what it runs on; the header of every report.
public struct BuildInfo: Encodable, Sendable {
  public let version: String
  public let commit: String
  let swift: String
  let cpu: String
  let cores: Int
  let compilerFlags: String
  let openBLASCore: String
  let openBLASThreads: Int
  let command: String

  public static let current = BuildInfo(
    version: "0.1.0",
    commit: ProcessInfo.processInfo.environment["TIDEGATE_COMMIT"] ?? "unknown",
    swift: swiftVersion,
    cpu: Machine.cpuModel,
    cores: Machine.coreCount,
    compilerFlags: optimization + ", code for \(BLAS.compilerTarget)",
    openBLASCore: BLAS.coreName,
    openBLASThreads: BLAS.threadCount,
    command: (["tidegate"] + CommandLine.arguments.dropFirst()).joined(separator: " "))

  private static var swiftVersion: String {
    #if compiler(>=6.4)
      "6.4 or later"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }

  private static var optimization: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }
}

/// The machine that the process runs on.
enum Machine {
  static var coreCount: Int { ProcessInfo.processInfo.activeProcessorCount }

  static var cpuModel: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
  }

  /// Resident memory of this process now, in bytes.
  static var residentBytes: Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// The most memory that this process has had resident so far, in bytes (`VmHWM`).
  static var peakResidentBytes: Int {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1_024
  }
}
