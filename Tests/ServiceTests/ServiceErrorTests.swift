import Service
import Testing

@Suite struct ServiceErrorTests {
  @Test func `all complaints about a configuration stand in one sentence`() {
    let error = ServiceError.configuration(["line 1: a", "line 2: b"])
    #expect("\(error)" == "line 1: a; line 2: b")
  }
}
