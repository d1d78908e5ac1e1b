import Foundation
import Hummingbird

/// The main door: the page, the REST API, what happens as it happens, and Prometheus' writes.
struct MainDoor {
  let core: ServiceCore

  func addRoutes(to router: Router<DoorContext>) {
    let limit = core.configuration.limits.requestBytes
    PageRoutes().addRoutes(to: router)
    let read = router.group().add(middleware: AuthorizationMiddleware(requires: .read))
    let ingest = router.group().add(middleware: AuthorizationMiddleware(requires: .ingest))
    let operate = router.group().add(middleware: AuthorizationMiddleware(requires: .operate))
    read.get("api/v1/status") { _, _ in try Answer.json(core.status) }
    EventRoutes(core: core).addRoutes(to: read)
    let routes = WorkloadRoutes(core: core)
    routes.addReading(to: read.group().add(middleware: CompressedBody(bytes: limit)))
    routes.addIngesting(to: ingest.group().add(middleware: CompressedBody(bytes: limit)))
    routes.addOperating(to: operate.group().add(middleware: CompressedBody(bytes: limit)))
    WriteRoute(core: core).addRoutes(to: ingest)
  }
}
