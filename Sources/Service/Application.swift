import Hummingbird
import Logging
import ServiceLifecycle
import UnixSignals

/// The whole service, ready to run; `main` and the tests build it alike.
///
/// - Throws: `ServiceError` when models, journal, certificates or files cannot be used.
package func buildApplication(
  _ configuration: ServiceConfiguration, build: ServiceBuild, log: Logger
) throws -> TidegateApplication {
  let meter = ServiceMeter(version: build.version, commit: build.commit)
  return try TidegateApplication(ServiceCore(configuration, build: build, meter: meter, log: log))
}

/// The doors and everything behind them.
package struct TidegateApplication: Sendable {
  let core: ServiceCore
  private let identity: TLSIdentity?
  private let tokens: TokenBook
  private let rates: RateLimit

  init(_ core: ServiceCore) throws(ServiceError) {
    self.core = core
    let configuration = core.configuration
    identity = try configuration.tls.map { files throws(ServiceError) in try TLSIdentity(files) }
    tokens = TokenBook(configuration.tokens)
    rates = RateLimit(requestsPerSecond: configuration.limits.requestsPerSecond)
  }

  /// The page and the REST API.
  package var main: Application<RouterResponder<DoorContext>> {
    get throws(ServiceError) {
      try door(.main, port: core.configuration.ports.main) { MainDoor(core: core).addRoutes(to: $0) }
    }
  }

  /// Metrics and health.
  package var metrics: Application<RouterResponder<DoorContext>> {
    get throws(ServiceError) {
      try door(.metrics, port: core.configuration.ports.metrics) { MetricsDoor(core: core).addRoutes(to: $0) }
    }
  }

  /// Decisions, forecasts and scores.
  package var inference: Application<RouterResponder<DoorContext>> {
    get throws(ServiceError) {
      try door(.inference, port: core.configuration.ports.inference) { InferenceDoor(core: core).addRoutes(to: $0) }
    }
  }

  /// Runs until it is told to stop by SIGTERM or SIGINT; what began first stops last.
  ///
  /// - Parameter reload: Ends the service too, when files have changed; nil where they are not watched.
  func run(watching reload: ReloadKeeper? = nil, signals: [UnixSignal] = [.sigterm, .sigint]) async throws {
    // Who keeps what must not be lost stops last, who tells readiness first.
    var services: [any ServiceLifecycle.Service] = [CheckpointKeeper(core: core), RefitKeeper(core: core)]
    services += [try metrics, try inference, try main]
    if let identity, let files = core.configuration.tls {
      services.append(TLSKeeper(identity: identity, files: files, log: core.log))
    }
    services += core.reactions.webhooks.values.map { $0 as any ServiceLifecycle.Service }
    if let alertmanager = core.reactions.alertmanager { services.append(alertmanager) }
    services += try sources
    services.append(ReadinessKeeper(core: core))
    var group = ServiceGroupConfiguration(
      services: services.map {
        ServiceGroupConfiguration.ServiceConfiguration(service: $0, successTerminationBehavior: .ignore)
      },
      gracefulShutdownSignals: signals, logger: core.log)
    if let reload {
      group.services.append(
        ServiceGroupConfiguration.ServiceConfiguration(
          service: reload, successTerminationBehavior: .gracefullyShutdownGroup))
    }
    group.maximumGracefulShutdownDuration = .seconds(core.configuration.graceSeconds)
    do {
      try await ServiceGroup(configuration: group).run()
    } catch {
      try? await core.http.shutdown()
      throw error
    }
    try await core.http.shutdown()
  }

  private var sources: [any ServiceLifecycle.Service] {
    get throws {
      try core.configuration.workloads.compactMap { settings in
        guard let workload = core.registry.workload(named: settings.name) else { return nil }
        if settings.source != .api { core.readiness.wait(for: settings.name) }
        return try source(of: workload)
      }
    }
  }

  private func source(of workload: Workload) throws -> (any ServiceLifecycle.Service)? {
    switch workload.settings.source {
    case .api: return nil
    case .csv(let replay): return ReplaySource(core: core, workload: workload, settings: replay)
    case .simulator(let simulator): return SimulatorSource(core: core, workload: workload, settings: simulator)
    case .prometheus(let prometheus):
      let source = PrometheusSource(
        prometheus, tickSeconds: workload.settings.configuration.tickSeconds, workload: workload.name,
        client: core.client, log: core.log)
      return PolledSource(
        core: core, workload: workload, observation: { try await source.observation(at: $0) },
        history: { try await source.history(from: $0, to: $1) }, historySeconds: prometheus.backfillSeconds)
    case .scrape(let scrape):
      let source = try ScrapeSource(
        scrape, workload: workload.name, budget: core.series, client: core.client, log: core.log)
      return PolledSource(
        core: core, workload: workload, observation: { try await source.observation(at: $0) })
    case .remoteWrite(let table):
      let source = try RemoteWriteSource(table, store: core.written)
      return PolledSource(
        core: core, workload: workload, observation: { source.observation(at: $0) },
        delaySeconds: Self.remoteWriteDelay)
    }
  }

  /// A Prometheus sends what it has scraped within some seconds.
  private static let remoteWriteDelay = 5.0

  private func door(
    _ door: ServiceMeter.Door, port: Int, addRoutes: (Router<DoorContext>) -> Void
  ) throws(ServiceError) -> Application<RouterResponder<DoorContext>> {
    let limits = core.configuration.limits
    let router = Router(context: DoorContext.self)
    router.add(middleware: SecurityHeaders())
    router.add(middleware: MeterMiddleware(meter: core.meter, door: door))
    router.add(middleware: RefusalMiddleware(log: core.log))
    router.add(middleware: CallerMiddleware(tokens))
    router.add(middleware: RateLimitMiddleware(rates))
    router.add(middleware: SameOrigin())
    router.add(middleware: BodyLimit(bytes: limits.requestBytes))
    addRoutes(router)
    let log = core.log
    return Application(
      router: router, server: try .guarded(limits, identity: identity),
      configuration: ApplicationConfiguration(
        address: .hostname(core.configuration.host, port: port),
        availableConnectionsDelegate: .maximum(limits.connections, logger: log)),
      onServerRunning: { channel in
        log.info("the \(door.rawValue) door is open at \(channel.localAddress?.description ?? "port \(port)")")
      }, logger: log)
  }
}
