import Telemetry
import Yams

/// Reads a platform from YAML; every refusal names file, line, column and field.
///
/// Fields are those of the specification types, by their names; what is left out has its default. Unknown fields are
/// refused: a misspelt one would silently be the default.
struct ScenarioReader {
  private let file: String
  /// Where each field stands, by its path.
  private var marks: [String: Mark] = [:]

  static func read(_ text: String, file: String) throws(SimulationError) -> PlatformScenario {
    let root: Node
    do {
      guard let node = try Yams.compose(yaml: text) else {
        throw SimulationError.place(
          file: file, line: 1, column: 1, field: "the file", reason: "is empty, expected a scenario")
      }
      root = node
    } catch let error as SimulationError {
      throw error
    } catch {
      throw refusal(error, file: file)
    }
    var reader = ScenarioReader(file: file)
    return try reader.scenario(root)
  }

  private init(file: String) { self.file = file }

  private static func refusal(_ error: any Error, file: String) -> SimulationError {
    switch error {
    case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      .place(file: file, line: mark.line, column: mark.column, field: "the text", reason: "is no YAML: \(problem)")
    case YamlError.duplicatedKeysInMapping(let keys, let context):
      .place(
        file: file, line: context.mark.line, column: context.mark.column, field: keys.joined(separator: ", "),
        reason: "is given more than once")
    default: .file(path: file, reason: "is no YAML: \(error)")
    }
  }

  private mutating func scenario(_ root: Node) throws(SimulationError) -> PlatformScenario {
    var scenario = PlatformScenario(name: "")
    var lists: [String: Node] = [:]
    try read(
      root, "", into: &scenario,
      parts: [
        "sites", "services", "databases", "caches", "topics", "traffic", "deployments", "faults", "monitoring", "money",
      ]
    ) { lists[$0] = $1 }
    for (node, path) in try items(lists["sites"], "sites") {
      var site = SiteSpecification(name: "", provider: .aws)
      try read(node, path, into: &site)
      scenario.sites.append(site)
    }
    for (node, path) in try items(lists["services"], "services") { scenario.services.append(try service(node, path)) }
    for (node, path) in try items(lists["databases"], "databases") {
      var database = DatabaseSpecification(name: "")
      try read(node, path, into: &database)
      scenario.databases.append(database)
    }
    for (node, path) in try items(lists["caches"], "caches") {
      var cache = CacheSpecification(name: "")
      try read(node, path, into: &cache)
      scenario.caches.append(cache)
    }
    for (node, path) in try items(lists["topics"], "topics") {
      var topic = TopicSpecification(name: "")
      try read(node, path, into: &topic)
      scenario.topics.append(topic)
    }
    for (node, path) in try items(lists["traffic"], "traffic") { scenario.traffic.append(try traffic(node, path)) }
    for (node, path) in try items(lists["deployments"], "deployments") {
      var deployment = DeploymentSpecification(service: "")
      try read(node, path, into: &deployment)
      scenario.deployments.append(deployment)
    }
    for (node, path) in try items(lists["faults"], "faults") { scenario.faults.append(try fault(node, path)) }
    if let node = lists["monitoring"] { try read(node, "monitoring", into: &scenario.monitoring) }
    if let node = lists["money"] { try read(node, "money", into: &scenario.money) }
    if scenario.name.isEmpty { throw refuse(root, "name", "is missing") }
    if let (field, reason) = scenario.firstComplaint { throw refuse(field, reason) }
    do { _ = try PlatformPlan(scenario, seconds: PlatformScenario.tickSeconds) } catch {
      guard case .cycle(_, let services) = error else { throw error }
      let index = scenario.services.firstIndex { $0.name == services[0] } ?? 0
      throw refuse(
        "services[\(index)].calls",
        "make a circle of \(services.joined(separator: ", ")); take one of the calls out")
    }
    return scenario
  }

  private mutating func service(_ node: Node, _ path: String) throws(SimulationError) -> ServiceSpecification {
    var service = ServiceSpecification(name: "")
    var lists: [String: Node] = [:]
    try read(node, path, into: &service, parts: ["calls", "queries", "lookups", "publishes"]) { lists[$0] = $1 }
    for (node, path) in try items(lists["calls"], path + ".calls") {
      var call = CallSpecification(service: "")
      try read(node, path, into: &call)
      service.calls.append(call)
    }
    for (node, path) in try items(lists["queries"], path + ".queries") {
      var query = QuerySpecification(database: "")
      try read(node, path, into: &query)
      service.queries.append(query)
    }
    for (node, path) in try items(lists["lookups"], path + ".lookups") {
      var lookup = LookupSpecification(cache: "")
      try read(node, path, into: &lookup)
      service.lookups.append(lookup)
    }
    for (node, path) in try items(lists["publishes"], path + ".publishes") {
      var publish = PublishSpecification(topic: "")
      try read(node, path, into: &publish)
      service.publishes.append(publish)
    }
    // A service that says nothing begins with its fewest.
    if marks[path + ".initial"] == nil { service.initial = max(service.minimum, min(service.initial, service.maximum)) }
    return service
  }

  private mutating func fault(_ node: Node, _ path: String) throws(SimulationError) -> PlatformFault {
    var fault = PlatformFault(.latency, target: "", startMinutes: 60, minutes: 30)
    try read(node, path, into: &fault)
    for key in ["kind", "target"] where marks["\(path).\(key)"] == nil {
      throw refuse(node, "\(path).\(key)", "is missing")
    }
    if marks[path + ".severity"] == nil { fault.severity = fault.kind.severity }
    return fault
  }

  private mutating func traffic(_ node: Node, _ path: String) throws(SimulationError) -> TrafficSpecification {
    var traffic = TrafficSpecification(service: "")
    var others: [String: Node] = [:]
    try read(node, path, into: &traffic, parts: ["patterns", "trace", "traceFile", "traceColumn"]) { others[$0] = $1 }
    traffic.client.service = traffic.service
    for (node, path) in try items(others["patterns"], path + ".patterns") {
      traffic.patterns.append(try pattern(node, path))
    }
    for (node, path) in try items(others["trace"], path + ".trace") {
      traffic.trace.append(try number(node, path, 0...1e12))
    }
    if let node = others["traceFile"] {
      guard let name = node.string else { throw refuse(node, path + ".traceFile", "is no file name") }
      let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
      let isRelative = !name.hasPrefix("/") && !folder.isEmpty
      do {
        let table = try CSVFile.read(isRelative ? "\(folder)/\(name)" : name)
        traffic.trace = try table.column(others["traceColumn"]?.string ?? table.names.first ?? "")
      } catch {
        throw refuse(node, path + ".traceFile", "cannot be used: \(error)")
      }
    }
    return traffic
  }

  private mutating func pattern(_ node: Node, _ path: String) throws(SimulationError) -> LoadPattern {
    guard let entry = node.mapping?.first, node.mapping?.count == 1, let kind = entry.key.string else {
      throw refuse(node, path, "is no pattern, expected one such as `diurnal: {amplitude: 0.5, peakHour: 14}`")
    }
    var values: [String: Double] = [:]
    for (key, value) in entry.value.mapping ?? [:] {
      marks["\(path).\(kind).\(key.string ?? "")"] = value.mark
      values[key.string ?? ""] = try number(
        value, "\(path).\(kind).\(key.string ?? "")", -.greatestFiniteMagnitude ... .greatestFiniteMagnitude)
    }
    guard let pattern = LoadPattern(kind, &values) else {
      throw refuse(entry.key, path, "is '\(kind)', expected one of \(LoadPattern.kinds.joined(separator: ", "))")
    }
    if let left = values.keys.sorted().first {
      throw refuse(
        entry.value, "\(path).\(kind).\(left)",
        "is not known; \(kind) has \(pattern.checks.map { $0.0.split(separator: ".")[1] }.joined(separator: ", "))")
    }
    return pattern
  }

  // MARK: Fields

  private mutating func read<Part: ScenarioPart>(
    _ node: Node, _ path: String, into part: inout Part, parts: [String] = [],
    _ take: (String, Node) -> Void = { _, _ in }
  ) throws(SimulationError) {
    guard let mapping = node.mapping else {
      throw refuse(
        node, path.isEmpty ? "the file" : path, "is no mapping, expected fields such as `\(Part.fields[0].name): …`")
    }
    let fields = Part.fields
    marks[path] = node.mark
    for (key, value) in mapping {
      let name = key.string ?? "?"
      let full = path.isEmpty ? name : "\(path).\(name)"
      marks[full] = value.mark ?? key.mark
      if parts.contains(name) {
        take(name, value)
        continue
      }
      guard let field = fields.first(where: { $0.name == name }) else {
        let known = fields.map(\.name) + parts
        throw refuse(key, full, "is not known; known are \(known.joined(separator: ", "))")
      }
      switch field {
      case .number(_, let path, let range): part[keyPath: path] = try number(value, full, range)
      case .count(_, let path, let range):
        let found = try number(value, full, Double(range.lowerBound)...Double(range.upperBound))
        guard found == found.rounded() else { throw refuse(value, full, "is \(found), expected a whole number") }
        part[keyPath: path] = Int(found)
      case .flag(_, let path):
        guard let found = value.bool else { throw refuse(value, full, "is '\(text(value))', expected true or false") }
        part[keyPath: path] = found
      case .text(_, let path):
        guard let found = value.scalar?.string else { throw refuse(value, full, "is no text") }
        part[keyPath: path] = found
      case .word(_, let words, let set):
        guard let found = value.scalar?.string, set(&part, found) else {
          throw refuse(
            value, full,
            "is '\(text(value))', expected \(words.count > 1 ? "one of " : "")\(words.joined(separator: ", "))")
        }
      }
    }
  }

  private mutating func items(_ node: Node?, _ path: String) throws(SimulationError) -> [(Node, String)] {
    guard let node else { return [] }
    guard let list = node.sequence else { throw refuse(node, path, "is no list, expected lines that begin with `- `") }
    var items: [(Node, String)] = []
    for item in list {
      items.append((item, "\(path)[\(items.count)]"))
      marks[items[items.count - 1].1] = item.mark
    }
    return items
  }

  private func number(_ node: Node, _ path: String, _ range: ClosedRange<Double>) throws(SimulationError) -> Double {
    guard let text = node.scalar?.string, let value = Double(text) else {
      throw refuse(node, path, "is '\(self.text(node))', expected a number")
    }
    guard range.contains(value) else {
      throw refuse(
        node, path, "is \(text), expected \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))")
    }
    return value
  }

  private static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  private func text(_ node: Node) -> String { node.scalar?.string ?? (node.sequence == nil ? "a mapping" : "a list") }

  /// The refusal of a field that stands at a node.
  private func refuse(_ node: Node, _ path: String, _ reason: String) -> SimulationError {
    refuse(at: node.mark, path, reason)
  }

  /// The refusal of a field by its path, at its own place where that is known, else at its nearest parent's.
  private func refuse(_ path: String, _ reason: String) -> SimulationError {
    var mark = marks[path]
    var parent = path
    while mark == nil, let cut = parent.lastIndex(where: { $0 == "." || $0 == "[" }) {
      parent = String(parent[..<cut])
      mark = marks[parent]
    }
    return refuse(at: mark, path, reason)
  }

  private func refuse(at mark: Mark?, _ path: String, _ reason: String) -> SimulationError {
    .place(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1, field: path, reason: reason)
  }
}
