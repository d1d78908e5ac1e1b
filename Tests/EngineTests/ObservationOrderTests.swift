import Engine
import Testing

struct ObservationOrderTests {
  @Test func `times that rise or stay are admitted`() {
    var order = ObservationOrder()
    #expect([1.0, 2, 2, 5].allSatisfy { order.refuses($0) == nil })
    #expect(order.newest == 5)
  }

  @Test func `a time before the newest one is refused, with the newest`() {
    var order = ObservationOrder(newest: 10)
    #expect(order.refuses(9) == 10)
    #expect(order.refuses(11) == nil)
  }

  @Test func `the fifth in a row from before is believed, since the clock was wrong`() {
    var order = ObservationOrder(newest: 1_000)
    #expect([1.0, 2, 3, 4].allSatisfy { order.refuses($0) == 1_000 })
    #expect(order.refuses(5) == nil)
    #expect(order.newest == 5)
  }

  @Test func `late ones that do not rise among themselves are not a row`() {
    var order = ObservationOrder(newest: 1_000)
    for time in [5.0, 4, 3, 2, 1, 0] { #expect(order.refuses(time) == 1_000) }
  }
}
