import Service
import Testing

@Suite struct ExpositionFormatTests {
  @Test(arguments: [
    // Prometheus 2.42 and 3.
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
      + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;"
      + "q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
    "application/openmetrics-text", "Application/OpenMetrics-Text; version=\"1.0.0\" ; q=0.1",
    "text/plain;q=0.1, application/openmetrics-text;q=0.2",
    "application/openmetrics-text, text/plain",
  ])
  func `OpenMetrics is given to those who like it best`(accept: String) {
    #expect(ExpositionFormat(accept: accept) == .openMetrics)
  }

  @Test(arguments: [
    nil, "", "*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "text/plain", "text/*", "application/*",
    "text/plain;q=0.9,application/openmetrics-text;q=0.5", "application/openmetrics-text;q=0,*/*",
    "application/openmetrics-text;version=0.0.1", "application/openmetrics-text;q=2", "application/json", ";;,=,;q",
  ])
  func `everybody else is given text`(accept: String?) {
    #expect(ExpositionFormat(accept: accept) == .text)
  }

  @Test func `content types are those of the specifications`() {
    #expect(ExpositionFormat.openMetrics.contentType == "application/openmetrics-text; version=1.0.0; charset=utf-8")
    #expect(ExpositionFormat.text.contentType == "text/plain; version=0.0.4; charset=utf-8")
  }
}
