import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// An open-loop load generator: requests go out when they are due, whether or not earlier ones have been answered.
///
/// A request's latency counts from the moment when it was due, so that a server that stalls cannot hide the requests that
/// it kept from being sent (*coordinated omission*). One thread, HTTP/1.1, connections kept alive.
///
/// - SeeAlso: Schroeder, Wierman and Harchol-Balter, *Open Versus Closed: A Cautionary Tale*, NSDI 2006.
package struct LoadGenerator: Sendable {
  package var host: String
  package var port: Int
  package var path: String
  /// Requests per second.
  package var rate: Double
  package var seconds: Double
  package var connections: Int
  /// Bodies that are sent in turn; each connection takes every so-many-th, so that one workload's come in order.
  package var body: @Sendable (_ request: Int) -> String
  package var bearer: String?

  package init(
    host: String, port: Int, path: String, rate: Double, seconds: Double, connections: Int, bearer: String? = nil,
    body: @escaping @Sendable (Int) -> String
  ) {
    self.host = host
    self.port = port
    self.path = path
    self.rate = rate
    self.seconds = seconds
    self.connections = connections
    self.bearer = bearer
    self.body = body
  }

  /// Runs it.
  ///
  /// - Throws: What keeps the connections from being made.
  package func run() async throws -> LoadReport {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = group.next()
    let report = try await loop.flatSubmit { run(on: loop) }.get()
    try await group.shutdownGracefully()
    return report
  }

  /// Connects, and then deals requests; everything happens on one loop.
  private func run(on loop: any EventLoop) -> EventLoopFuture<LoadReport> {
    let clients = (0..<connections).map { _ in LoadClient(self) }
    let connected = clients.map { client in
      let client = NIOLoopBound(client, eventLoop: loop)
      return ClientBootstrap(group: loop)
        .channelOption(.socketOption(.tcp_nodelay), value: 1)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHTTPClientHandlers()
            try channel.pipeline.syncOperations.addHandler(client.value)
          }
        }
        .connect(host: host, port: port)
    }
    let schedule = NIOLoopBound(LoadSchedule(self, clients, loop), eventLoop: loop)
    return EventLoopFuture.andAllSucceed(connected, on: loop).flatMap { schedule.value.run() }
  }
}

/// What a load generator saw.
package struct LoadReport: Sendable, Encodable {
  package var requests = 0
  /// By status.
  package var statuses: [Int: Int] = [:]
  /// Requests that were never answered.
  package var lost = 0
  package var seconds = 0.0
  package var requestsPerSecond = 0.0
  /// Of answers of 200, counted from when the request was due.
  package var milliseconds = Percentiles()
  /// Of all answers, refusals included.
  package var allMilliseconds = Percentiles()

  package struct Percentiles: Sendable, Encodable {
    package var p50 = 0.0
    package var p99 = 0.0
    package var p999 = 0.0
    package var max = 0.0

    init() {}

    init(_ values: [Double]) {
      let sorted = values.sorted()
      guard let last = sorted.last else { return }
      func quantile(_ share: Double) -> Double { sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))] }
      (p50, p99, p999, max) = (quantile(0.5), quantile(0.99), quantile(0.999), last)
    }
  }
}

/// Deals requests to connections when they are due.
private final class LoadSchedule {
  private let settings: LoadGenerator
  private let clients: [LoadClient]
  private let loop: any EventLoop
  private let total: Int
  private var begun = NIODeadline.now()
  private var next = 0
  private var answered: [Double] = []
  private var all: [Double] = []
  private var report = LoadReport()
  private let promise: EventLoopPromise<LoadReport>

  init(_ settings: LoadGenerator, _ clients: [LoadClient], _ loop: any EventLoop) {
    self.settings = settings
    self.clients = clients
    self.loop = loop
    total = Int(settings.rate * settings.seconds)
    promise = loop.makePromise()
    answered.reserveCapacity(total)
    all.reserveCapacity(total)
  }

  func run() -> EventLoopFuture<LoadReport> {
    begun = .now()
    for client in clients {
      client.onAnswer = { [unowned self] status, due in
        let milliseconds = Double((NIODeadline.now() - due).nanoseconds) / 1e6
        report.statuses[status, default: 0] += 1
        all.append(milliseconds)
        if status == 200 { answered.append(milliseconds) }
        if all.count == total { finish() }
      }
    }
    tick()
    let grace = TimeAmount.nanoseconds(Int64((settings.seconds + 10) * 1e9))
    let bound = NIOLoopBound(self, eventLoop: loop)
    loop.scheduleTask(in: grace) { bound.value.finish() }
    return promise.futureResult
  }

  private func tick() {
    let now = NIODeadline.now()
    let elapsed = Double((now - begun).nanoseconds) / 1e9
    let due = min(total, Int(elapsed * settings.rate) + 1)
    while next < due {
      let time = begun + .nanoseconds(Int64(Double(next) / settings.rate * 1e9))
      clients[next % clients.count].send(settings.body(next), due: time)
      next += 1
    }
    for client in clients { client.flush() }
    guard next < total else { return }
    let bound = NIOLoopBound(self, eventLoop: loop)
    loop.scheduleTask(in: .microseconds(200)) { bound.value.tick() }
  }

  private func finish() {
    guard report.requests == 0 else { return }
    report.requests = total
    report.lost = total - all.count
    report.seconds = Double((NIODeadline.now() - begun).nanoseconds) / 1e9
    report.requestsPerSecond = Double(all.count) / report.seconds
    report.milliseconds = LoadReport.Percentiles(answered)
    report.allMilliseconds = LoadReport.Percentiles(all)
    promise.succeed(report)
  }
}

/// One connection: sends the next request when the one before is answered.
private final class LoadClient: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  private let settings: LoadGenerator
  private var waiting: CircularBuffer<(body: String, due: NIODeadline)> = []
  private var underWay: NIODeadline?
  private var status = 0
  private var context: ChannelHandlerContext?
  var onAnswer: (Int, NIODeadline) -> Void = { _, _ in }

  init(_ settings: LoadGenerator) { self.settings = settings }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }
  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func send(_ body: String, due: NIODeadline) { waiting.append((body, due)) }

  func flush() {
    guard underWay == nil, let context, context.channel.isActive, let next = waiting.popFirst() else { return }
    underWay = next.due
    var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: settings.path)
    head.headers.add(name: "host", value: settings.host)
    head.headers.add(name: "content-type", value: "application/json")
    head.headers.add(name: "content-length", value: "\(next.body.utf8.count)")
    if let bearer = settings.bearer { head.headers.add(name: "authorization", value: "Bearer \(bearer)") }
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: next.body)))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): status = Int(head.status.code)
    case .body: break
    case .end:
      if let due = underWay {
        underWay = nil
        onAnswer(status, due)
      }
      flush()
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
