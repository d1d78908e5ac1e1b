import Foundation
import Hummingbird

/// `/api/v1/events`: what happens, as server-sent events.
struct EventRoutes {
  private static let heartbeat = Duration.seconds(15)

  let core: ServiceCore

  func addRoutes(to router: some RouterMethods<DoorContext>) {
    router.get("api/v1/events") { request, _ in
      let wanted = request.uri.queryParameters["workload"].map(String.init)
      let events = try core.events.watch()
      var headers = HTTPFields()
      headers[.contentType] = "text/event-stream; charset=utf-8"
      headers[.cacheControl] = "no-store"
      let body = ResponseBody { writer in
        try await writer.write(try Self.frame("status", core.status))
        for await text in Self.frames(events, wanted: wanted, core: core) { try await writer.write(text) }
        try await writer.finish(nil)
      }
      return Response(status: .ok, headers: headers, body: body)
    }
  }

  /// The events that are wanted, and a status every 15 s, which also shows when the client has gone.
  private static func frames(
    _ events: AsyncStream<ServiceEvent>, wanted: String?, core: ServiceCore
  ) -> AsyncStream<ByteBuffer> {
    AsyncStream(bufferingPolicy: .bufferingNewest(256)) { continuation in
      let work = Task {
        await withTaskGroup(of: Void.self) { group in
          group.addTask {
            for await event in events {
              guard let frame = try? frame(event, wanted: wanted) else { continue }
              continuation.yield(frame)
            }
            continuation.finish()
          }
          group.addTask {
            while !Task.isCancelled {
              try? await Task.sleep(for: heartbeat)
              guard !Task.isCancelled, let frame = try? frame("status", core.status) else { return }
              continuation.yield(frame)
            }
          }
          await group.next()
          group.cancelAll()
        }
      }
      continuation.onTermination = { _ in work.cancel() }
    }
  }

  private static func frame(_ event: ServiceEvent, wanted: String?) throws -> ByteBuffer? {
    switch event {
    case .decision(let tick, let workload):
      guard wanted == nil || wanted == workload else { return nil }
      return try frame("decision", DecisionDocument(tick: tick, workload: workload, withObservation: true))
    case .incident(let record, let workload):
      guard wanted == nil || wanted == workload else { return nil }
      return try frame("anomaly", IncidentDocument(record, workload: workload))
    }
  }

  private static func frame(_ name: String, _ value: some Encodable) throws -> ByteBuffer {
    var buffer = ByteBuffer(string: "event: \(name)\ndata: ")
    buffer.writeBytes(try Answer.text(value))
    buffer.writeString("\n\n")
    return buffer
  }
}
