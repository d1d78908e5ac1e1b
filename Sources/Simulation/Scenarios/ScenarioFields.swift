import Scaling

extension PlatformScenario: ScenarioPart {
  static let fields: [ScenarioField<Self>] = [
    .text("name", \.name), .text("summary", \.summary), .number("hours", \.hours, 0.01...8_784),
  ]
}

extension MoneySpecification: ScenarioPart {
  static let fields: [ScenarioField<Self>] = [
    .number("failedRequest", \.failedRequest, 0...1e6), .number("slowRequest", \.slowRequest, 0...1e6),
    .number("objectiveMilliseconds", \.objectiveMilliseconds, 0.1...3.6e6),
  ]
}

extension MonitoringSpecification: ScenarioPart {
  static let fields: [ScenarioField<Self>] = [
    .number("scrapeSeconds", \.scrapeSeconds, 15...900), .number("lagSeconds", \.lagSeconds, 0...900),
    .number("noise", \.noise, 0...0.5), .number("gaps", \.gaps, 0...0.9),
  ]
}

extension SiteSpecification: ScenarioPart {
  static let fields: [ScenarioField<Self>] = [
    .text("name", \.name),
    .word("provider", CloudProvider.allCases.map(\.rawValue)) { site, word in
      guard let provider = CloudProvider(rawValue: word) else { return false }
      site.provider = provider
      return true
    },
    .count("zones", \.zones, 1...10), .number("share", \.share, 0...1e6),
    .number("distanceMilliseconds", \.distanceMilliseconds, 0...1_000),
    .count("replicasPerNode", \.replicasPerNode, 1...1_000), .count("nodes", \.nodes, 1...100_000),
    .count("nodeQuota", \.nodeQuota, 1...100_000), .number("idleSeconds", \.idleSeconds, 0...86_400),
    .number("spotShare", \.spotShare, 0...1), .number("spotLossPerHour", \.spotLossPerHour, 0...60),
    .number("detectionSeconds", \.detectionSeconds, 0...86_400),
    .word("replicaHourPrice", ["a number from 0 up"]) { site, word in
      site.replicaHourPrice = Double(word)
      return site.replicaHourPrice.map { (0...1e6).contains($0) } ?? false
    },
    .word("provisionSeconds", ["a number from 0 to 86400"]) { site, word in
      site.provisionSeconds = Double(word)
      return site.provisionSeconds.map { (0...86_400).contains($0) } ?? false
    },
  ]
}

extension ServiceSpecification: ScenarioPart {
  static let fields: [ScenarioField<Self>] = [
    .text("name", \.name), .number("serviceMilliseconds", \.serviceMilliseconds, 0.01...600_000),
    .word("distribution", HoldingTime.Kind.allCases.map(\.rawValue)) { service, word in
      guard let kind = HoldingTime.Kind(rawValue: word) else { return false }
      service.distribution = kind
      return true
    },
    .number("variation", \.variation, 0.05...4), .count("concurrency", \.concurrency, 1...10_000),
    .count("cores", \.cores, 1...1_024),
    .number("queuePlaces", \.queuePlaces, 0...1e6), .count("minimum", \.minimum, 1...100_000),
    .count("maximum", \.maximum, 1...100_000), .count("initial", \.initial, 1...100_000),
    .number("imagePullSeconds", \.imagePullSeconds, 0...3_600), .number("startSeconds", \.startSeconds, 0...3_600),
    .number("readinessSeconds", \.readinessSeconds, 0...3_600), .number("warmUpSpeed", \.warmUpSpeed, 0.05...1),
    .number("warmUpSeconds", \.warmUpSeconds, 0...3_600), .flag("drains", \.drains),
    .number("baseMegabytes", \.baseMegabytes, 1...1e6), .number("requestMegabytes", \.requestMegabytes, 0...1e5),
    .number("limitMegabytes", \.limitMegabytes, 1...1e7), .number("connections", \.connections, 0...10_000),
    .word("policy", ["a policy such as hpa, hpa:50, keda, knative, aws, static:4 or tidegate"]) { service, word in
      guard let policy = PolicyKind(word) else { return false }
      service.policy = policy
      return true
    },
    .word("consumes", ["a topic"]) { service, word in
      service.consumes = word
      return true
    },
  ]
}

extension CallSpecification: ScenarioPart {
  static let fields: [ScenarioField<Self>] = [
    .text("service", \.service), .number("perRequest", \.perRequest, 0...1_000),
    .number("timeoutMilliseconds", \.timeoutMilliseconds, 1...600_000), .count("retries", \.retries, 0...7),
    .number("backoffSeconds", \.backoffSeconds, 0...3_600), .number("retryBudget", \.retryBudget, 0...100),
    .flag("isRequired", \.isRequired),
  ]
}

extension QuerySpecification: ScenarioPart {
  static let fields: [ScenarioField<Self>] = [
    .text("database", \.database), .number("reads", \.reads, 0...10_000), .number("writes", \.writes, 0...10_000),
  ]
}

extension LookupSpecification: ScenarioPart {
  static let fields: [ScenarioField<Self>] = [
    .text("cache", \.cache), .number("perRequest", \.perRequest, 0...10_000),
    .word("database", ["a database"]) { lookup, word in
      lookup.database = word
      return true
    },
  ]
}

extension PublishSpecification: ScenarioPart {
  static let fields: [ScenarioField<Self>] = [
    .text("topic", \.topic), .number("perRequest", \.perRequest, 0...10_000),
  ]
}

extension DatabaseSpecification: ScenarioPart {
  static let fields: [ScenarioField<Self>] = [
    .text("name", \.name), .count("replicas", \.replicas, 0...100), .count("cores", \.cores, 1...1_024),
    .number("queryMilliseconds", \.queryMilliseconds, 0.001...60_000),
    .number("maxConnections", \.maxConnections, 1...1e6), .number("readSplit", \.readSplit, 0...1),
    .number("replayPerSecond", \.replayPerSecond, 0.1...1e9), .number("staleSeconds", \.staleSeconds, 0...86_400),
    .number("failoverSeconds", \.failoverSeconds, 0...86_400), .number("rebuildSeconds", \.rebuildSeconds, 0...604_800),
    .number("backupHour", \.backupHour, 0...24), .number("backupMinutes", \.backupMinutes, 0...1_440),
    .number("backupLoad", \.backupLoad, 0...0.95), .number("restoreSeconds", \.restoreSeconds, 0...604_800),
  ]
}

extension CacheSpecification: ScenarioPart {
  static let fields: [ScenarioField<Self>] = [
    .text("name", \.name), .number("keys", \.keys, 1...1e10), .number("exponent", \.exponent, 0...3),
    .number("memoryMegabytes", \.memoryMegabytes, 0.001...1e7), .number("itemBytes", \.itemBytes, 1...1e9),
    .number("ttlSeconds", \.ttlSeconds, 0...1e9), .number("lookupMilliseconds", \.lookupMilliseconds, 0...60_000),
    .flag("coalesces", \.coalesces), .flag("isWarm", \.isWarm),
  ]
}

extension TopicSpecification: ScenarioPart {
  static let fields: [ScenarioField<Self>] = [
    .text("name", \.name), .count("partitions", \.partitions, 1...100_000),
    .number("rebalanceSeconds", \.rebalanceSeconds, 0...3_600),
    .number("retentionSeconds", \.retentionSeconds, 1...1e9),
  ]
}

extension TrafficSpecification: ScenarioPart {
  static let fields: [ScenarioField<Self>] = [
    .text("service", \.service), .number("requestsPerSecond", \.requestsPerSecond, 0...1e8),
    .number("traceInterval", \.traceInterval, 1...86_400),
    .number("timeoutMilliseconds", \.client.timeoutMilliseconds, 1...600_000),
    .count("retries", \.client.retries, 0...7), .number("backoffSeconds", \.client.backoffSeconds, 0...3_600),
    .number("retryBudget", \.client.retryBudget, 0...100),
  ]
}

extension DeploymentSpecification: ScenarioPart {
  static let fields: [ScenarioField<Self>] = [
    .text("service", \.service), .number("startMinutes", \.startMinutes, 0...1e6), .number("surge", \.surge, 0...1),
    .number("unavailable", \.unavailable, 0...1), .number("slowness", \.slowness, 0.1...1_000),
    .number("failing", \.failing, 0...1), .number("leakPerHour", \.leakPerHour, 0...1e6), .flag("crashes", \.crashes),
    .flag("isChecked", \.isChecked), .number("rollbackSeconds", \.rollbackSeconds, 0...86_400),
  ]
}

extension PlatformFault: ScenarioPart {
  static let fields: [ScenarioField<Self>] = [
    .word("kind", Kind.allCases.map(\.rawValue)) { fault, word in
      guard let kind = Kind(rawValue: word) else { return false }
      fault.kind = kind
      return true
    },
    .text("target", \.target), .number("startMinutes", \.startMinutes, 0...1e6), .number("minutes", \.minutes, 0...1e6),
    .number("severity", \.severity, -86_400...1e6),
  ]
}
