/// The JSON around every answer of Prometheus' HTTP API.
///
/// Numbers come as strings, so that there can be `NaN` and `+Inf`; both are missing values here.
///
/// - SeeAlso: https://prometheus.io/docs/prometheus/latest/querying/api/
struct PrometheusEnvelope: Decodable {
  var status: String
  var data: Result?
  var errorType: String?
  var error: String?
  var warnings: [String]?

  struct Result: Decodable {
    var series: [PrometheusSeries]

    private enum Key: String, CodingKey { case resultType, result }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      switch try container.decode(String.self, forKey: .resultType) {
      case "vector":
        series = try container.decode([Instant].self, forKey: .result).map {
          PrometheusSeries(labels: $0.metric, points: [$0.value.point])
        }
      case "matrix":
        series = try container.decode([Range].self, forKey: .result).map {
          PrometheusSeries(labels: $0.metric, points: $0.values.map(\.point))
        }
      case "scalar":
        series = [PrometheusSeries(points: [try container.decode(Value.self, forKey: .result).point])]
      case let other:
        throw DecodingError.dataCorruptedError(
          forKey: .resultType, in: container, debugDescription: "a result of type '\(other)' is no number")
      }
    }
  }

  private struct Instant: Decodable {
    var metric: [String: String]
    var value: Value
  }

  private struct Range: Decodable {
    var metric: [String: String]
    var values: [Value]

    private enum Key: String, CodingKey { case metric, values }

    /// A series of nothing but native histograms has no values.
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      metric = try container.decode([String: String].self, forKey: .metric)
      values = try container.decodeIfPresent([Value].self, forKey: .values) ?? []
    }
  }

  private struct Value: Decodable {
    var point: PrometheusSeries.Point

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      let time = try container.decode(Double.self)
      let text = try container.decode(String.self)
      guard let value = Double(text) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is no number")
      }
      point = PrometheusSeries.Point(time: time, value: value.isFinite ? value : .nan)
    }
  }
}
