/// The answer to a line that cannot be used.
struct ErrorLine: Encodable {
  let error: String
  let line: Int
}

/// Why a line cannot be used although it is JSON.
struct LineError: Error {
  let sentence: String
}
