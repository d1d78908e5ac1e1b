/// One line, or one set of buckets, of a family.
protocol MetricSeries: AnyObject, Sendable {
  var family: MetricFamily { get }
  var labels: MetricLabels { get }

  func write(into writer: inout ExpositionWriter)
}
