/// Times of events to come, the earliest first: a binary heap.
///
/// - Complexity: O(log n) an insertion or removal.
struct EventHeap: Sendable {
  private var times: [Double] = []

  var count: Int { times.count }
  var earliest: Double? { times.first }

  mutating func insert(_ time: Double) {
    times.append(time)
    var child = times.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard times[child] < times[parent] else { return }
      times.swapAt(child, parent)
      child = parent
    }
  }

  mutating func removeEarliest() {
    times.swapAt(0, times.count - 1)
    times.removeLast()
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < times.count else { return }
      if child + 1 < times.count, times[child + 1] < times[child] { child += 1 }
      guard times[child] < times[parent] else { return }
      times.swapAt(child, parent)
      parent = child
    }
  }
}
