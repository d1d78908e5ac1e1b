import NIOCore
import NIOPosix
import Service

/// A client that sends bytes as it likes and gives what comes back until the server closes.
struct RawClient {
  let port: Int

  /// - Parameters:
  ///   - pieces: Sent one after the other.
  ///   - pause: Between two pieces.
  ///   - between: Done between two pieces.
  /// - Returns: All that came until the connection was closed.
  func exchange(
    _ pieces: [String], pause: Duration = .zero, between: @Sendable () async throws -> Void = {}
  ) async throws -> String {
    let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await connection.executeThenClose { inbound, outbound in
      async let sent: Void = {
        for (index, piece) in pieces.enumerated() {
          if index > 0, pause > .zero { try await Task.sleep(for: pause) }
          if index > 0 { try await between() }
          try await outbound.write(ByteBuffer(string: piece))
        }
      }()
      var answer = ByteBuffer()
      do {
        for try await var buffer in inbound { answer.writeBuffer(&buffer) }
      } catch {
        // A reset after the answer is an end too.
      }
      _ = try? await sent
      return String(buffer: answer)
    }
  }
}
