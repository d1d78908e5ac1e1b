import Foundation

extension ServiceConfiguration {
  /// Reads a configuration: environment variables go before the file, the file before the profile's defaults.
  ///
  /// - Parameters:
  ///   - path: A YAML file; nil for environment variables and defaults alone.
  ///   - environment: The process's environment.
  /// - Returns: The configuration, and what is doubtful about it: a sentence each, for the log.
  /// - Throws: `ServiceError.configuration` with all that is wrong, each `FILE:LINE:COLUMN: what was found, expected what; what
  ///   to do`.
  public static func load(
    path: String?, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(ServiceError) -> (configuration: ServiceConfiguration, warnings: [String]) {
    let findings = Findings(path: path, environment: environment)
    let configuration = read(findings, from: path.map { ConfigurationFile.read($0, findings) })
    guard findings.complaints.isEmpty else { throw .configuration(findings.complaints) }
    return (configuration, findings.warnings)
  }

  /// Reads what a section at the top says.
  ///
  /// - Parameter top: Nil where there is no file; nil inside where the file cannot be read.
  static func read(_ findings: Findings, from top: ConfigurationSection??) -> ServiceConfiguration {
    let variables = EnvironmentOverrides(findings.environment)
    var configuration = ServiceConfiguration(profile: profile(variables, top ?? nil))
    if let top = top ?? nil {
      for section in sections { configuration.read(section, top) }
      configuration.tokens = AccessToken.read(top)
      configuration.alerts = AlertSettings.read(top)
    }
    for section in sections {
      variables.read(section.settings, section: section.name, into: &configuration, findings)
    }
    configuration.checkDefaults(findings)
    if let top = top ?? nil {
      configuration.readWorkloads(top)
      top.finish()
    }
    let names = sections.flatMap { section in
      section.settings.map { EnvironmentOverrides.name(section: section.name, key: $0.key) }
    }
    variables.complainOfUnknown(names, findings)
    // What stands in a file that cannot be read cannot be said to be missing.
    if case .some(.none) = top { return configuration }
    configuration.check(findings)
    return configuration
  }

  /// The profile goes first, for it says what the other settings begin with; a wrong one is complained of later.
  private static func profile(_ variables: EnvironmentOverrides, _ top: ConfigurationSection?) -> ServiceProfile {
    let text = variables.value(section: "", key: "profile")?.text ?? top?.entry("profile")?.node.scalar?.string
    return text.flatMap { ServiceProfile(rawValue: $0) } ?? .experimental
  }

  private mutating func read(_ section: Section, _ top: ConfigurationSection) {
    guard !section.name.isEmpty else { return top.read(section.settings, into: &self) }
    guard let below = top.section(section.name) else { return }
    below.read(section.settings, into: &self)
    below.finish()
  }

  private mutating func readWorkloads(_ top: ConfigurationSection) {
    let findings = top.findings
    for entry in top.list("workloads", of: "workloads") {
      guard let section = ConfigurationSection(entry, findings),
        let workload = WorkloadSettings.read(section, defaults: defaults)
      else { continue }
      if workloads.contains(where: { $0.name == workload.name }) {
        findings.complain(
          section.entry("name")?.place ?? entry.place,
          "there are two workloads named '\(workload.name)', expected a name for each; rename one")
      }
      workloads.append(workload)
    }
  }

  private mutating func checkDefaults(_ findings: Findings) {
    do {
      defaults = try defaults.validated()
    } catch {
      var place = findings.place(of: "defaults")
      if case .setting(let name, _, _) = error { place = findings.place(of: "defaults.\(name)", "defaults") }
      findings.complain(place, "defaults: \(error); change it, or what it is measured by")
    }
  }
}
