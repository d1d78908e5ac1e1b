import Engine
import Foundation

extension WorkloadSettings {
  private static let longestName = 128

  /// Whether a workload may have that name: 1 to 128 letters, digits and `- _ . :`, as paths and labels take them.
  static func isUsable(name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= longestName
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:".contains($0)) }
  }

  /// Reads a workload.
  ///
  /// - Parameters:
  ///   - defaults: Where its settings begin.
  ///   - fallbackName: Its name where the section has none; nil where it must have one.
  ///   - prometheus: The address of its Prometheus where the command line gives it.
  static func read(
    _ section: ConfigurationSection, defaults: WorkloadConfiguration, fallbackName: String? = nil,
    prometheus: String? = nil
  ) -> WorkloadSettings? {
    let findings = section.findings
    defer { section.finish() }
    let name = readName(section, fallbackName)
    var workload = defaults
    section.read(scalars, into: &workload)
    do {
      workload = try workload.validated()
    } catch {
      findings.complain(place(of: error, in: section), "\(error); change it, or what it is measured by")
    }
    let source = SourceSettings.read(section, prometheus: prometheus)
    let actuator = ActuatorSettings.read(section)
    guard let name, let source, let actuator else { return nil }
    if actuator == .simulator, source.name != "simulator" {
      findings.complain(
        section.entry("actuator")?.place ?? section.place,
        "\(section.path(of: "actuator")) is simulator and the source is \(source.name), expected a simulator as "
          + "source too; "
          + "write 'source: simulator', or another actuator")
      return nil
    }
    return WorkloadSettings(name: name, configuration: workload, source: source, actuator: actuator)
  }

  private static func readName(_ section: ConfigurationSection, _ fallback: String?) -> String? {
    let expected = "1 to \(longestName) letters, digits and - _ . :"
    if let fallback, section.entry("name") == nil { return fallback }
    guard let name = section.requiredText("name", expected: expected) else { return nil }
    guard isUsable(name: name) else {
      section.findings.complain(
        section.entry("name")?.place ?? section.place,
        "\(section.path(of: "name")) is '\(name.prefix(longestName))', expected \(expected); give another one")
      return nil
    }
    return name
  }

  /// Where a setting stands that the engine refuses.
  private static func place(of error: EngineError, in section: ConfigurationSection) -> String {
    guard case .setting(let name, _, _) = error, let entry = section.entry(name) else { return section.place }
    return entry.place
  }

  /// Reads one workload from a YAML or JSON file of its own, with the fields that a workload has in the service's file.
  ///
  /// - Parameters:
  ///   - path: The file; where it has no `name`, the workload is named for it.
  ///   - prometheus: The address of its Prometheus, in place of the file's; nil to take that.
  ///   - environment: Where secrets may be.
  /// - Returns: The workload, and what is doubtful about the file.
  /// - Throws: `ServiceError.configuration` with all that is wrong.
  public static func load(
    path: String, prometheus: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(ServiceError) -> (workload: WorkloadSettings, warnings: [String]) {
    let findings = Findings(path: path, environment: environment)
    let stem = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    let workload = ConfigurationFile.read(path, findings).flatMap {
      read(
        $0, defaults: ServiceConfiguration().defaults, fallbackName: isUsable(name: stem) ? stem : "workload",
        prometheus: prometheus)
    }
    guard findings.complaints.isEmpty, let workload else { throw .configuration(findings.complaints) }
    return (workload, findings.warnings)
  }
}
