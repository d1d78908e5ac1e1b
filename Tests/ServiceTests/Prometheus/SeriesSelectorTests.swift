import Service
import Testing

@Suite struct SeriesSelectorTests {
  private let series: [SeriesLabels]

  init() throws {
    series = try [
      ["__name__": "http_requests_total", "code": "200", "path": "/a"],
      ["__name__": "http_requests_total", "code": "500", "path": "/a\nb"],
      ["__name__": "http_requests_total", "path": "/\"q\""],
      ["__name__": "up", "job": "web"],
    ].map { try SeriesLabels($0.map { SeriesLabels.Label($0.key, $0.value) }) }
  }

  @Test(arguments: [
    ("http_requests_total", [0, 1, 2]), ("http_requests_total{}", [0, 1, 2]),
    ("http_requests_total{code=\"200\"}", [0]), ("http_requests_total{code!=\"200\"}", [1, 2]),
    ("http_requests_total{code=~\"5..\"}", [1]), ("http_requests_total{code=~\"5\"}", []),
    ("http_requests_total{code!~\"5..|2..\"}", [2]), ("http_requests_total{code=\"\"}", [2]),
    ("http_requests_total{code=~\".+\"}", [0, 1]), ("http_requests_total{path=~\"/a.*\"}", [0, 1]),
    ("{__name__=~\"up|down\"}", [3]), ("{job=\"web\",}", [3]), (" up { job = 'web' } ", [3]),
    ("{path=\"/\\\"q\\\"\"}", [2]), ("{path=`/\"q\"`}", [2]), ("{path=\"/a\\nb\"}", [1]),
    ("up{job=~\"w|web\"}", [3]), ("up{job=~\"w.b\",code=\"\"}", [3]),
  ]) func `a selector takes what PromQL's takes`(text: String, expected: [Int]) throws {
    let selector = try SeriesSelector(text)
    #expect(series.indices.filter { selector.matches(series[$0]) } == expected)
  }

  @Test(arguments: [
    ("", "it would take every series; name a metric"), ("{code!=\"200\"}", "it would take every series; name a metric"),
    ("{code=~\".*\"}", "it would take every series; name a metric"),
    ("up{job}", "expected =, !=, =~ or !~ after 'job', not ''"),
    ("up{job==\"a\"}", "expected =, !=, =~ or !~ after 'job', not '=='"),
    ("up{job=web}", "expected a quoted string before 'web}'"), ("up{job=\"web\"", "expected ',' or '}' at the end"),
    ("up{job=\"web}", "a string has no end"), ("up{job=~\"(\"}", "'(' is no regular expression"),
    ("sum(up)", "expected its end before '(up)'"), ("1up", "a name cannot begin with a digit"),
    ("up{job=\"\\d\"}", "'\\d' is no escape; write '\\\\d' for a regular expression's"),
  ]) func `what is no selector is refused with a reason`(text: String, reason: String) {
    #expect(throws: SelectorError(selector: text, reason: reason)) { try SeriesSelector(text) }
  }
}
