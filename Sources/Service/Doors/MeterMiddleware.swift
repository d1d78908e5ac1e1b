import Hummingbird

/// Counts what a door answers, by route and status, and how long that took.
struct MeterMiddleware: RouterMiddleware {
  let meter: ServiceMeter
  let door: ServiceMeter.Door

  func handle(
    _ request: Request, context: DoorContext, next: (Request, DoorContext) async throws -> Response
  ) async throws -> Response {
    let arrival = request.arrival
    let response = try await next(request, context)
    let status = response.status.code
    meter.answered(
      door, route: context.endpointPath, method: request.method.rawValue, status: status, duration: .now - arrival)
    if status == 429 || status == 503 || (400..<500).contains(status) { meter.refused(door, status: status) }
    return response
  }
}
