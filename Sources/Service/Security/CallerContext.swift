import Hummingbird

/// A request's context that knows who sent the request; what the middleware of this room needs of a door's context.
package protocol CallerContext: RemoteAddressRequestContext {
  /// Set by `CallerMiddleware`; `anybody` before.
  var caller: Caller { get set }
}
