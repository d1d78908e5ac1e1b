import Service
import Testing

@Suite struct BackoffTests {
  /// Always nearly the largest, or always the smallest number.
  private struct Fixed: RandomNumberGenerator {
    let value: UInt64
    mutating func next() -> UInt64 { value }
  }

  @Test func `waits double up to a cap, and lie between half of that and all`() {
    let backoff = Backoff(base: 0.5, cap: 4)
    var largest = Fixed(value: .max - (1 << 20))
    var smallest = Fixed(value: 0)
    let expected = [0.5, 1, 2, 4, 4, 4]
    for (attempt, delay) in zip(1..., expected) {
      #expect(abs(backoff.delay(after: attempt, using: &largest) - delay) < 1e-6)
      #expect(backoff.delay(after: attempt, using: &smallest) == delay / 2)
    }
    #expect(backoff.delay(after: 100_000, using: &smallest) == 2)
  }

  @Test func `what a server wishes is kept to, up to the cap`() {
    let backoff = Backoff(base: 0.5, cap: 4)
    var smallest = Fixed(value: 0)
    #expect(backoff.delay(after: 1, wish: 3, using: &smallest) == 3)
    #expect(backoff.delay(after: 1, wish: 1e9, using: &smallest) == 4)
    #expect(backoff.delay(after: 1, wish: -1, using: &smallest) == 0.25)
  }
}
