extension PlatformScenario {
  /// Returns itself when it makes sense: values in their ranges, names that exist once, a graph without circles.
  ///
  /// - Throws: `SimulationError.platform` with the field and what is wrong with it, or `.cycle`.
  public func validated() throws(SimulationError) -> Self {
    if let (field, reason) = firstComplaint { throw .platform(scenario: name, field: field, reason: reason) }
    _ = try PlatformPlan(self, seconds: Self.tickSeconds)
    return self
  }

  /// The first field that makes no sense, as a path such as `services[2].calls[0].service`, and why.
  var firstComplaint: (field: String, reason: String)? {
    if let found = Self.complaint(about: self, at: "") { return found }
    if let found = Self.complaint(about: monitoring, at: "monitoring.") { return found }
    if let found = Self.complaint(about: money, at: "money.") { return found }
    if let found = listComplaint("sites", sites) { return found }
    if let found = listComplaint("services", services) { return found }
    if let found = listComplaint("databases", databases) { return found }
    if let found = listComplaint("caches", caches) { return found }
    if let found = listComplaint("topics", topics) { return found }
    if let found = listComplaint("traffic", traffic) { return found }
    if let found = listComplaint("deployments", deployments) { return found }
    if let found = listComplaint("faults", faults) { return found }
    if sites.isEmpty { return ("sites", "is empty, expected at least one") }
    if services.isEmpty { return ("services", "is empty, expected at least one") }
    for (key, list) in [
      ("sites", sites.map(\.name)), ("services", services.map(\.name)), ("databases", databases.map(\.name)),
      ("caches", caches.map(\.name)), ("topics", topics.map(\.name)),
    ] {
      for (index, name) in list.enumerated() {
        if name.isEmpty { return ("\(key)[\(index)].name", "is missing") }
        if list.firstIndex(of: name) != index { return ("\(key)[\(index)].name", "is '\(name)' for the second time") }
      }
    }
    for (index, service) in services.enumerated() {
      if let (field, reason) = complaint(about: service) { return ("services[\(index)].\(field)", reason) }
    }
    for (index, entry) in traffic.enumerated() {
      if let reason = unknown(entry.service, services.map(\.name)) { return ("traffic[\(index)].service", reason) }
      for (position, pattern) in entry.patterns.enumerated() {
        for (field, value, range) in pattern.checks where !range.contains(value) {
          return (
            "traffic[\(index)].patterns[\(position)].\(field)",
            "is \(value), expected \(range.lowerBound) to \(range.upperBound)"
          )
        }
      }
    }
    for (index, deployment) in deployments.enumerated() {
      if let reason = unknown(deployment.service, services.map(\.name)) {
        return ("deployments[\(index)].service", reason)
      }
      if deployment.surge + deployment.unavailable <= 0 {
        return (
          "deployments[\(index)].surge", "and unavailable are 0, so that nothing can be replaced; give one of them"
        )
      }
    }
    for (index, fault) in faults.enumerated() {
      if let (field, reason) = complaint(about: fault) { return ("faults[\(index)].\(field)", reason) }
    }
    return nil
  }

  private func complaint(about service: ServiceSpecification) -> (String, String)? {
    if service.minimum > service.maximum {
      return ("minimum", "is \(service.minimum), above the maximum of \(service.maximum)")
    }
    if service.initial < service.minimum || service.initial > service.maximum {
      return ("initial", "is \(service.initial), expected \(service.minimum) to \(service.maximum)")
    }
    if service.baseMegabytes >= service.limitMegabytes {
      return ("limitMegabytes", "is \(service.limitMegabytes), not above baseMegabytes of \(service.baseMegabytes)")
    }
    let names = services.map(\.name)
    for (index, call) in service.calls.enumerated() {
      if let reason = unknown(call.service, names) { return ("calls[\(index)].service", reason) }
    }
    for (index, query) in service.queries.enumerated() {
      if let reason = unknown(query.database, databases.map(\.name)) { return ("queries[\(index)].database", reason) }
    }
    for (index, lookup) in service.lookups.enumerated() {
      if let reason = unknown(lookup.cache, caches.map(\.name)) { return ("lookups[\(index)].cache", reason) }
      if let database = lookup.database, let reason = unknown(database, databases.map(\.name)) {
        return ("lookups[\(index)].database", reason)
      }
    }
    for (index, publish) in service.publishes.enumerated() {
      if let reason = unknown(publish.topic, topics.map(\.name)) { return ("publishes[\(index)].topic", reason) }
    }
    if let topic = service.consumes {
      if let reason = unknown(topic, topics.map(\.name)) { return ("consumes", reason) }
      if services.count(where: { $0.consumes == topic }) > 1 {
        return ("consumes", "is '\(topic)', which another service consumes; give each topic one consumer")
      }
      if services.contains(where: { $0.calls.contains { $0.service == service.name } }) {
        return ("consumes", "is '\(topic)', but the service is called too; let it do one of the two")
      }
    }
    return nil
  }

  private func complaint(about fault: PlatformFault) -> (String, String)? {
    if !fault.kind.range.contains(fault.severity) {
      return (
        "severity", "is \(fault.severity), expected \(fault.kind.range.lowerBound) to \(fault.kind.range.upperBound)"
      )
    }
    let known: [String]
    switch fault.kind {
    case .zoneOutage, .cloudOutage: known = sites.map(\.name)
    case .cacheRestart: known = caches.map(\.name)
    case .primaryLoss, .slowQueries: known = databases.map(\.name)
    case .dependencyDown: known = services.map(\.name) + databases.map(\.name) + caches.map(\.name)
    case .latency, .cpuHog, .diskFull: known = services.map(\.name) + databases.map(\.name)
    default: known = services.map(\.name)
    }
    return unknown(fault.target, known).map { ("target", $0) }
  }

  private func unknown(_ name: String, _ known: [String]) -> String? {
    known.contains(name)
      ? nil
      : "is '\(name)', expected \(known.isEmpty ? "one that there is" : "one of \(known.joined(separator: ", "))")"
  }

  private static func complaint<Part: ScenarioPart>(about part: Part, at path: String) -> (String, String)? {
    for field in Part.fields {
      if let reason = field.complaint(about: part) { return (path + field.name, reason) }
    }
    return nil
  }

  private func listComplaint<Part: ScenarioPart>(_ key: String, _ parts: [Part]) -> (String, String)? {
    for (index, part) in parts.enumerated() {
      if let found = Self.complaint(about: part, at: "\(key)[\(index)].") { return found }
    }
    return nil
  }
}
