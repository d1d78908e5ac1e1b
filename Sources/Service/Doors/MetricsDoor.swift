import Hummingbird

/// The metrics door: what the service counts of itself, and whether it lives and is ready.
struct MetricsDoor {
  private struct Health: Encodable {
    let status: String
  }

  let core: ServiceCore

  func addRoutes(to router: Router<DoorContext>) {
    let read = router.group().add(middleware: AuthorizationMiddleware(requires: .read))
    read.get("metrics") { request, _ in
      let exposition = core.meter.exposition(accept: request.headers[.accept], readings: core.readings)
      var headers = HTTPFields()
      headers[.contentType] = exposition.contentType
      return Response(
        status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: exposition.body)))
    }
    router.get("health/live") { _, _ in try Answer.json(Health(status: "live")) }
    router.get("health/ready") { _, _ in
      guard let obstacle = core.readiness.obstacle else { return try Answer.json(Health(status: "ready")) }
      return try Answer.json(Health(status: obstacle), status: .serviceUnavailable)
    }
  }
}
