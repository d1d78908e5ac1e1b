import Features
import Testing

struct RingBufferTests {
  @Test func `positions that are not there yet or forgotten are NaN`() {
    var buffer = RingBuffer(capacity: 3)
    #expect(buffer[0].isNaN && buffer[-1].isNaN)
    for value in 0..<7 {
      buffer.append(Float(value))
      #expect(buffer.count == value + 1)
      #expect(buffer.firstPosition == max(0, value - 2))
      for position in -4...10 {
        let isKept = position >= max(0, value - 2) && position <= value
        #expect(isKept ? buffer[position] == Float(position) : buffer[position].isNaN, "\(position) after \(value)")
      }
    }
  }

  @Test func `a buffer of one value knows the newest`() {
    var buffer = RingBuffer(capacity: 1)
    buffer.append(4)
    buffer.append(5)
    #expect(buffer[1] == 5)
    #expect(buffer[0].isNaN && buffer[2].isNaN)
  }

  @Test func `a missing value is kept as one`() {
    var buffer = RingBuffer(capacity: 2)
    buffer.append(.nan)
    buffer.append(1)
    #expect(buffer[0].isNaN && buffer[1] == 1 && buffer.count == 2)
  }
}
