import ServiceLifecycle

/// The last to start and the first to stop: tells readiness, before anything else ends.
struct ReadinessKeeper: Service {
  let core: ServiceCore

  func run() async throws {
    core.readiness.start()
    try await gracefulShutdown()
    core.readiness.stop()
    core.events.finish()
  }
}
