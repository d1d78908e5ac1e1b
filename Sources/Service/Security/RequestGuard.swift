import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Guards one connection, where requests have been decoded: stamps each with its arrival, refuses broken and oversized heads,
/// and ends requests that are sent too slowly.
///
/// What is refused here is answered with a sentence, where no answer is under way, and the connection is closed: after what the
/// client sent wrongly, nothing that follows can be trusted.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// A client has so long to read why it was refused.
  private static let farewell = TimeAmount.seconds(2)

  private let limits: ServiceLimits
  private let wire: WireGuard
  /// Requests whose answers have not been written whole.
  private var unanswered = 0
  private var isAnswering = false
  private var isReadingBody = false
  /// Nothing more is read, and nothing more written but what is under way.
  private var isRefused = false
  /// The connection is closed when the answers before the refused request have been written.
  private var closesAfterAnswers = false

  init(_ limits: ServiceLimits) {
    self.limits = limits
    wire = WireGuard(stall: TimeAmount(seconds: limits.stallSeconds))
  }

  func handlerAdded(context: ChannelHandlerContext) {
    // Bytes are watched where they are no longer encrypted and not yet decoded.
    let pipeline = context.pipeline.syncOperations
    do {
      try pipeline.addHandler(wire, position: .before(pipeline.handler(type: HTTPResponseEncoder.self)))
    } catch {
      preconditionFailure("the guard stands in a pipeline without HTTP/1: \(error)")
    }
    // A connection that says nothing at all, or never ends its handshake, is not kept either.
    wire.schedule(TimeAmount(seconds: limits.requestSeconds), context.eventLoop) { context.close(promise: nil) }
    wire.onFirstByte = { [unowned self] in
      wire.schedule(TimeAmount(seconds: limits.requestSeconds), context.eventLoop) { [unowned self] in expire(context) }
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    wire.onFirstByte = nil
    wire.cancel()
  }

  func channelInactive(context: ChannelHandlerContext) {
    wire.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isRefused else { return }
    switch unwrapInboundIn(data) {
    case .head(var head):
      unanswered += 1
      isReadingBody = true
      ArrivalStamp.stamp(&head, wire.firstByte ?? .now)
      context.fireChannelRead(wrapInboundOut(.head(head)))
    case .body: context.fireChannelRead(data)
    case .end:
      isReadingBody = false
      wire.requestEnded()
      context.fireChannelRead(data)
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isRefused || closesAfterAnswers else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    switch unwrapOutboundIn(data) {
    case .head(let head) where head.status.kind != .informational: isAnswering = true
    case .end:
      isAnswering = false
      unanswered -= 1
    default: break
    }
    context.write(data, promise: promise)
    guard closesAfterAnswers, unanswered == 0 else { return }
    context.flush()
    context.close(promise: nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard !isRefused else { return }
    switch error {
    case HTTPParserError.headerOverflow:
      refuse(
        context,
        RequestRefusal(
          .requestHeaderFieldsTooLarge,
          "the request's line and header fields are longer than \(limits.headerBytes) bytes; send fewer or shorter ones"
        ))
    case is HTTPParserError, is HTTP1TypeConversionError:
      refuse(context, RequestRefusal(.badRequest, "this is no HTTP/1.1 request (\(error)); send one"))
    default: context.fireErrorCaught(error)
    }
  }

  private func expire(_ context: ChannelHandlerContext) {
    refuse(
      context,
      RequestRefusal(
        .requestTimeout, "the request did not come whole within \(limits.requestSeconds) s; send it faster"))
  }

  /// Answers, where no other answer is under way, and closes the connection.
  private func refuse(_ context: ChannelHandlerContext, _ refusal: RequestRefusal) {
    guard !isRefused else { return }
    isRefused = true
    wire.refuse()
    // An answer may only be given to the request that is refused, not to one before it.
    if !isReadingBody, unanswered > 0 {
      closesAfterAnswers = true
      return
    }
    guard !isAnswering, unanswered == (isReadingBody ? 1 : 0), context.channel.isWritable else {
      return context.close(promise: nil)
    }
    let body = refusal.body
    let head = HTTPResponse(
      status: refusal.status,
      headerFields: [
        .contentType: "application/json; charset=utf-8", .contentLength: "\(body.count)", .connection: "close",
      ])
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    // What the client still sends must be read, or the answer would be lost to a reset.
    context.close(mode: .output, promise: nil)
    context.eventLoop.assumeIsolated().scheduleTask(in: Self.farewell) { context.close(promise: nil) }
  }
}
