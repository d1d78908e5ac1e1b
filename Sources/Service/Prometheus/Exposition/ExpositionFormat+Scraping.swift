extension ExpositionFormat {
  /// What a scrape asks for.
  static let accept = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"

  /// The format of an answer; everything that does not say that it is OpenMetrics is read as text, as Prometheus does.
  package init(contentType: String?) {
    let type = contentType?.split(separator: ";").first.map { $0.filter { $0 != " " }.lowercased() }
    self = type == "application/openmetrics-text" ? .openMetrics : .text
  }
}
