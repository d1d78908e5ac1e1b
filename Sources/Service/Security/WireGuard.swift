import NIOCore

/// Guards one connection, where its bytes are: notes when a request begins, and ends connections whose client takes nothing.
///
/// A helper of `RequestGuard`, which puts it into the pipeline and keeps its timer.
final class WireGuard: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let stall: TimeAmount
  private var requestTimer: Scheduled<Void>?
  private var stallTimer: Scheduled<Void>?
  private var isRefused = false
  /// When the first byte came of the request that is being read; nil between requests.
  private(set) var firstByte: ContinuousClock.Instant?
  /// Called when a request begins.
  var onFirstByte: (() -> Void)?

  /// - Parameter stall: A client that takes nothing of its answer is waited for so long.
  init(stall: TimeAmount) { self.stall = stall }

  /// Sets the timer of the request that is being read.
  func schedule(_ time: TimeAmount, _ eventLoop: any EventLoop, _ work: @escaping () -> Void) {
    requestTimer?.cancel()
    requestTimer = eventLoop.assumeIsolated().scheduleTask(in: time, work)
  }

  /// The request that was being read has come whole.
  func requestEnded() {
    firstByte = nil
    requestTimer?.cancel()
    requestTimer = nil
  }

  /// Reads what comes from now on without looking at it.
  func refuse() {
    isRefused = true
    requestEnded()
  }

  func cancel() {
    requestEnded()
    stallTimer?.cancel()
    stallTimer = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isRefused else { return }
    if firstByte == nil {
      firstByte = .now
      onFirstByte?()
    }
    context.fireChannelRead(data)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    stallTimer?.cancel()
    stallTimer = nil
    if !context.channel.isWritable {
      stallTimer = context.eventLoop.assumeIsolated().scheduleTask(in: stall) { context.close(promise: nil) }
    }
    context.fireChannelWritabilityChanged()
  }
}
