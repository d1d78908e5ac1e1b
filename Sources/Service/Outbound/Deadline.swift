/// The time for something was over.
struct DeadlinePassed: Error {}

/// Runs `body`, and cancels it when it takes longer than so many seconds.
///
/// - Throws: `DeadlinePassed`, or what `body` throws.
func withDeadline<Value: Sendable>(
  seconds: Double, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: Value.self) { group in
    group.addTask { try await body() }
    group.addTask {
      try await Task.sleep(for: .seconds(seconds))
      throw DeadlinePassed()
    }
    defer { group.cancelAll() }
    guard let value = try await group.next() else { preconditionFailure("a group of two tasks has a first result") }
    return value
  }
}
