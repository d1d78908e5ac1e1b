struct JournalTicket: Sendable {
  func committed() async throws(ServiceError) -> [Int64] { [] }
}
