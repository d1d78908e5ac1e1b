import Hummingbird
import NIOCore
import Service

/// A request's context as a door's is.
struct TestDoorContext: CallerContext {
  var coreContext: CoreRequestContextStorage
  var caller = Caller.anybody
  let remoteAddress: SocketAddress?

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    remoteAddress = source.channel.remoteAddress
  }
}
