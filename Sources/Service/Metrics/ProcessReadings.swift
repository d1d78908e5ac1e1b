import Foundation

/// What the kernel says of this process.
struct ProcessReadings: Sendable {
  private static let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
  private static let pageBytes = Double(sysconf(Int32(_SC_PAGESIZE)))
  private static let bootTime: Double? = {
    let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("btime ") }
    return line?.split(separator: " ").last.flatMap { Double($0) }
  }()

  var cpuSeconds: Double?
  var residentBytes: Double?
  var virtualBytes: Double?
  var threads: Double?
  /// Seconds since 1970.
  var startTime: Double?
  var openFiles: Double?
  var mostFiles: Double?

  /// Reads them now; what cannot be read is nil.
  ///
  /// - SeeAlso: proc(5), `/proc/pid/stat`.
  init() {
    if let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8), let end = text.lastIndex(of: ")") {
      // The second field is a name in parentheses that may have blanks; this begins with the third.
      let fields = text[text.index(after: end)...].split(whereSeparator: \.isWhitespace).map { Double($0) }
      func field(_ number: Int) -> Double? { fields.indices.contains(number - 3) ? fields[number - 3] : nil }
      if let user = field(14), let system = field(15) { cpuSeconds = (user + system) / Self.ticksPerSecond }
      threads = field(20)
      if let start = field(22), let boot = Self.bootTime { startTime = boot + start / Self.ticksPerSecond }
      virtualBytes = field(23)
      residentBytes = field(24).map { $0 * Self.pageBytes }
    }
    // Listing the folder opens one of its own.
    openFiles = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { Double($0.count - 1) }
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur != .max {
      mostFiles = Double(limit.rlim_cur)
    }
  }

  func write(into writer: inout ExpositionWriter) {
    let values: [(MetricFamily, Double?)] = [
      (MetricCatalogue.processCPU, cpuSeconds), (MetricCatalogue.processMemory, residentBytes),
      (MetricCatalogue.processVirtualMemory, virtualBytes), (MetricCatalogue.processThreads, threads),
      (MetricCatalogue.processFiles, openFiles), (MetricCatalogue.processMostFiles, mostFiles),
      (MetricCatalogue.processStart, startTime),
    ]
    for case (let family, let value?) in values {
      writer.begin(family)
      writer.sample(MetricLabels([]), value)
    }
  }
}
