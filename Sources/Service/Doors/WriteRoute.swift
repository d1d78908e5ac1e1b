import Foundation
import HTTPTypes
import Hummingbird

/// `/api/v1/write`: Prometheus' remote write 1.0.
struct WriteRoute {
  private static let version = HTTPField.Name("X-Prometheus-Remote-Write-Version")

  let core: ServiceCore

  func addRoutes(to router: some RouterMethods<DoorContext>) {
    router.post("api/v1/write") { request, _ in
      let limits = core.configuration.limits
      let body = try await Answer.bytes(of: request, limit: limits.requestBytes)
      do throws(RemoteWriteError) {
        let outcome = try RemoteWrite.receive(
          Array(body), contentType: request.headers[.contentType], encoding: request.headers[.contentEncoding],
          version: Self.version.flatMap { request.headers[$0] }, limits: RemoteWriteLimits(limits), into: core.written,
          at: Date().timeIntervalSince1970)
        core.meter.received(samples: outcome.stored, source: "remote-write", outcome: "used")
        return Response(status: .noContent)
      } catch {
        core.meter.received(samples: 1, source: "remote-write", outcome: "refused")
        throw RequestRefusal(
          HTTPResponse.Status(code: error.status), "\(error)", retryAfter: error.status == 429 ? 15 : nil)
      }
    }
  }
}
