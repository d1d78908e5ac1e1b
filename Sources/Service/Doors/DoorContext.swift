import Foundation
import Hummingbird
import NIOCore

/// What a door knows of a request besides the request itself.
package struct DoorContext: CallerContext {
  package var coreContext: CoreRequestContextStorage
  package var caller = Caller.anybody
  package let remoteAddress: SocketAddress?

  package init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    remoteAddress = source.channel.remoteAddress
  }
}
