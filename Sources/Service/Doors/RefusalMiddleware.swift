import Hummingbird
import Logging

/// Turns everything that is thrown into an answer with one sentence; what nobody foresaw is our bug, and is logged.
struct RefusalMiddleware: RouterMiddleware {
  let log: Logger

  func handle(
    _ request: Request, context: DoorContext, next: (Request, DoorContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let refusal as RequestRefusal {
      return refusal.response
    } catch let error as ServiceError {
      log.error("\(request.method) \(request.uri.path): \(error)")
      return RequestRefusal.overloaded(.serviceUnavailable, "\(error)").response
    } catch let error as any HTTPResponseError {
      guard error.status != .notFound else {
        return RequestRefusal(.notFound, "there is nothing at \(request.uri.path); /openapi.json lists what there is")
          .response
      }
      return RequestRefusal(error.status, "\(error.status.reasonPhrase): \(error)").response
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      log.error("a bug of tidegate's own at \(request.method) \(request.uri.path): \(error)")
      return RequestRefusal(.internalServerError, "a bug of tidegate's own, please report it: \(type(of: error))")
        .response
    }
  }
}
