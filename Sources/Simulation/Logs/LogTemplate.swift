/// The lines that services write; `<*>` stands for a value.
enum LogTemplate: String, CaseIterable {
  case requestServed = "request <*> served in <*> ms"
  case connectionOpened = "connection <*> to <*> opened"
  case healthProbe = "health probe answered in <*> ms"
  case slowRequest = "request <*> took <*> ms, longer than <*> ms"
  case queueFull = "queue of <*> full, request <*> rejected with 503"
  case dependencyFailed = "call to <*> failed after <*> tries"
  case requestFailed = "request <*> failed: internal error"
  case poolExhausted = "connection pool of <*> exhausted, waited <*> ms"
  case memoryPressure = "memory at <*> %, garbage collection took <*> ms"
  case killedForMemory = "container <*> killed: out of memory"
  case containerStarted = "container <*> started, image pulled in <*> s"
  case tokenExpired = "token of request <*> refused: not valid at <*>"

  var level: LogLine.Level {
    switch self {
    case .requestServed, .connectionOpened, .healthProbe, .containerStarted: .info
    case .slowRequest, .poolExhausted, .memoryPressure, .tokenExpired: .warning
    case .queueFull, .dependencyFailed, .requestFailed, .killedForMemory: .error
    }
  }
}
