import HTTPTypes

extension HTTPField.Name {
  static let tidegateArrival = named("x-tidegate-arrival")
  static let secFetchSite = named("Sec-Fetch-Site")
  static let xFrameOptions = named("X-Frame-Options")
  static let referrerPolicy = named("Referrer-Policy")
  static let crossOriginResourcePolicy = named("Cross-Origin-Resource-Policy")

  private static func named(_ text: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(text) else { preconditionFailure("'\(text)' is no name of a header field") }
    return name
  }
}
