import SwiftProtobuf

/// Prometheus' remote write 1.0, the receiving side.
///
/// What a receiver answers is in `RemoteWriteError`: 204 when all is taken, and otherwise what says best whether
/// sending again would help. Samples that are well are stored also where others are not. Exemplars, metadata and native
/// histograms are read over.
///
/// - SeeAlso: https://prometheus.io/docs/specs/prw/remote_write_spec/
package enum RemoteWrite {
  /// Takes a request's samples into a store.
  ///
  /// - Parameters:
  ///   - contentType, encoding, version: The headers `Content-Type`, `Content-Encoding`,
  ///     `X-Prometheus-Remote-Write-Version`.
  ///   - now: In seconds.
  /// - Returns: What became of the samples; the answer is then 204.
  package static func receive(
    _ body: [UInt8], contentType: String?, encoding: String?, version: String?, limits: RemoteWriteLimits,
    into store: SampleStore, at now: Double
  ) throws(RemoteWriteError) -> WriteOutcome {
    try check(contentType: contentType, encoding: encoding, version: version)
    return try check(store.write(try decode(body, limits: limits), at: now))
  }

  /// - Throws: `RemoteWriteError.unsupported` for headers of anything but version 1.
  package static func check(contentType: String?, encoding: String?, version: String?) throws(RemoteWriteError) {
    let parts = (contentType ?? "").lowercased().split(separator: ";").map { $0.filter { $0 != " " } }
    let proto = parts.dropFirst().first { $0.hasPrefix("proto=") }?.dropFirst("proto=".count)
    guard parts.first == "application/x-protobuf", proto == nil || proto == "prometheus.writerequest" else {
      throw .unsupported(
        "Content-Type is '\(contentType ?? "")', expected application/x-protobuf: write with remote write 1.0")
    }
    guard encoding?.lowercased() == "snappy" else {
      throw .unsupported("Content-Encoding is '\(encoding ?? "")', expected snappy")
    }
    guard version == nil || version?.hasPrefix("0.1.") == true else {
      throw .unsupported("X-Prometheus-Remote-Write-Version is '\(version ?? "")', expected 0.1.0")
    }
  }

  /// The series of a request's body, with their labels in order.
  ///
  /// - Parameter body: A snappy block of a `prometheus.WriteRequest`.
  /// - Throws: `RemoteWriteError`, before more memory is taken than the limits allow.
  package static func decode(_ body: [UInt8], limits: RemoteWriteLimits) throws(RemoteWriteError) -> [WrittenSeries] {
    guard body.count <= limits.bytes else { throw tooLarge("has \(body.count) bytes", limits) }
    guard let length = Snappy.length(of: body) else { throw .invalid("snappy: corrupt input") }
    guard length <= limits.bytes else { throw tooLarge("would become \(length) bytes", limits) }
    guard let bytes = Snappy.inflated(body, limit: limits.bytes) else { throw .invalid("snappy: corrupt input") }
    guard let messages = ProtobufTally.messages(inWriteRequest: bytes) else {
      throw .invalid("the body is no prometheus.WriteRequest")
    }
    guard messages <= limits.messages else {
      throw .tooLarge(
        "the request has \(messages) series, labels and samples, more than the \(limits.messages) allowed; "
          + "lower max_samples_per_send")
    }
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    guard let request = try? Prometheus_WriteRequest(serializedBytes: bytes, options: options) else {
      throw .invalid("the body is no prometheus.WriteRequest")
    }
    var series: [WrittenSeries] = []
    series.reserveCapacity(request.timeseries.count)
    for entry in request.timeseries {
      series.append(
        WrittenSeries(
          labels: try labels(entry.labels, limits),
          samples: entry.samples.map { Sample(milliseconds: $0.timestamp, value: $0.value) }))
    }
    return series
  }

  /// The answer to a write.
  ///
  /// - Throws: `.invalid` for samples out of order and such, which is never sent again, before `.tooManySeries`, which
  ///   may be.
  package static func check(_ outcome: WriteOutcome) throws(RemoteWriteError) -> WriteOutcome {
    if let complaint = outcome.complaint {
      throw .invalid(
        "\(complaint); \(outcome.invalid) sample\(outcome.invalid == 1 ? "" : "s") refused, \(outcome.stored) stored")
    }
    guard outcome.refusedSeries == 0 else {
      throw .tooManySeries(
        "there is no room for \(outcome.refusedSeries) new series: raise limits.series, or let the rules select fewer")
    }
    return outcome
  }

  private static func labels(
    _ labels: [Prometheus_Label], _ limits: RemoteWriteLimits
  ) throws(RemoteWriteError) -> SeriesLabels {
    guard labels.count <= limits.labels else {
      throw .invalid("a series has \(labels.count) labels, more than the \(limits.labels) allowed")
    }
    for label in labels {
      guard !label.name.isEmpty else { throw .invalid("a label has no name") }
      guard label.name.utf8.count <= limits.nameBytes, label.value.utf8.count <= limits.valueBytes else {
        throw .invalid(
          "the label '\(label.name.prefix(40))' is longer than \(limits.nameBytes) bytes, or its value than "
            + "\(limits.valueBytes)")
      }
    }
    do {
      return try SeriesLabels(labels.map { SeriesLabels.Label($0.name, $0.value) })
    } catch {
      throw .invalid("the label name '\(error.name)' is not unique")
    }
  }

  private static func tooLarge(_ what: String, _ limits: RemoteWriteLimits) -> RemoteWriteError {
    .tooLarge("the body \(what), more than the \(limits.bytes) allowed; lower max_samples_per_send")
  }
}
