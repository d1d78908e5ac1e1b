import Synchronization

/// The newest samples of the series that somebody's rules select, from scrapes or remote writes.
///
/// Series that no rule selects are not remembered. A series is matched with the selectors once, when it comes; a tick
/// then reads the series that match and no others.
package final class SampleStore: Sendable {
  /// A decision may be for a time so long before the newest sample, in milliseconds.
  private static let slack: Int64 = 60_000
  /// Series that are gone are looked for so often, in seconds.
  private static let sweepSeconds = 15.0

  private struct Selector {
    var selector: SeriesSelector
    var span: Int64
    var stale: Double
    var members: [StoredSeries] = []
  }

  private struct State {
    var series: [SeriesLabels: StoredSeries] = [:]
    /// By number; nil once nobody reads it any more.
    var selectors: [Selector?] = []
    var byName: [String: [Int]] = [:]
    /// Selectors that do not say one name.
    var nameless: [Int] = []
    /// Series that are known to be selected by nobody; emptied when it becomes too long.
    var unselected: Set<SeriesLabels> = []
    var nextSweep = -Double.infinity
  }

  private let budget: SeriesBudget
  private let state = Mutex(State())

  package init(budget: SeriesBudget) { self.budget = budget }

  deinit { budget.give(back: seriesCount) }

  /// Series that are remembered.
  package var seriesCount: Int { state.withLock { $0.series.count } }

  /// Samples that are remembered.
  package var sampleCount: Int { state.withLock { $0.series.values.reduce(0) { $0 + $1.history.samples.count } } }

  // MARK: Readers

  /// Takes up the rules of a workload: series that they select are remembered from now on.
  ///
  /// - Throws: `SelectorError` for the first selector that is none.
  package func register(_ table: SeriesTable) throws(SelectorError) -> SeriesReader {
    var parsed: [(ObservationField, SeriesTable.Rule, SeriesSelector, SeriesSelector?)] = []
    for field in ObservationField.allCases {
      guard let rule = table.rules[field] else { continue }
      var divisor: SeriesSelector?
      if let text = rule.divisor { divisor = try SeriesSelector(text) }
      parsed.append((field, rule, try SeriesSelector(rule.selector), divisor))
    }
    let window = Int64((table.windowSeconds * 1_000).rounded())
    let rules = state.withLock { state in
      parsed.map { field, rule, selector, divisor in
        let span = rule.combination.needsWindow ? window : 0
        let number = Self.add(selector, span: span, stale: table.staleSeconds, &state)
        let other = divisor.map { Self.add($0, span: span, stale: table.staleSeconds, &state) }
        return SeriesReader.Rule(
          field: field, combination: rule.combination, factor: rule.factor, selector: number, divisor: other)
      }
    }
    return SeriesReader(rules: rules, window: window, lookback: Int64((table.staleSeconds * 1_000).rounded()))
  }

  /// Forgets a workload's rules, and the series that nobody else selects.
  package func remove(_ reader: SeriesReader) {
    let numbers = Set(reader.rules.flatMap { [$0.selector, $0.divisor].compactMap { $0 } })
    state.withLock { state in
      for number in numbers {
        for series in state.selectors[number]?.members ?? [] { series.selectors.removeAll { $0 == number } }
        state.selectors[number] = nil
      }
      state.nameless.removeAll { numbers.contains($0) }
      state.byName = state.byName.mapValues { $0.filter { !numbers.contains($0) } }.filter { !$0.value.isEmpty }
      remove(from: &state) { $0.selectors.isEmpty }
    }
  }

  private static func add(_ selector: SeriesSelector, span: Int64, stale: Double, _ state: inout State) -> Int {
    let number = state.selectors.count
    var entry = Selector(selector: selector, span: span + slack, stale: stale)
    for series in state.series.values where selector.matches(series.labels) {
      series.selectors.append(number)
      series.span = max(series.span, entry.span)
      entry.members.append(series)
    }
    state.selectors.append(entry)
    if let name = selector.name {
      state.byName[name, default: []].append(number)
    } else {
      state.nameless.append(number)
    }
    state.unselected.removeAll()
    return number
  }

  // MARK: Writing

  /// Takes samples up; those that cannot be are counted, and the others are not lost for it.
  ///
  /// - Parameters:
  ///   - now: By whatever clock; a series of which nothing came for as long as its readers wait is forgotten.
  ///   - selected: Is told each series that is remembered.
  package func write(
    _ written: [WrittenSeries], at now: Double, selected: (SeriesLabels) -> Void = { _ in }
  ) -> WriteOutcome {
    state.withLock { state in
      sweep(now, &state)
      var outcome = WriteOutcome()
      for entry in written {
        switch find(entry.labels, &state) {
        case .unselected: outcome.unselected += entry.samples.count
        case .refused: outcome.refusedSeries += 1
        case .known(let series):
          for sample in entry.samples {
            outcome.count(series.history.add(sample, keeping: series.span), sample, of: series.labels)
          }
          series.arrival = now
          selected(series.labels)
        }
      }
      return outcome
    }
  }

  private enum Place {
    case known(StoredSeries)
    case unselected
    case refused
  }

  private func find(_ labels: SeriesLabels, _ state: inout State) -> Place {
    if let series = state.series[labels] { return .known(series) }
    if state.unselected.contains(labels) { return .unselected }
    let candidates = (state.byName[labels.name] ?? []) + state.nameless
    let numbers = candidates.filter { state.selectors[$0]?.selector.matches(labels) == true }
    guard !numbers.isEmpty else {
      // Names that nobody asks for are told at once; only what had to be looked at is worth a place.
      guard !candidates.isEmpty else { return .unselected }
      if state.unselected.count >= budget.limit { state.unselected.removeAll() }
      state.unselected.insert(labels)
      return .unselected
    }
    guard budget.take() else { return .refused }
    let span = numbers.compactMap { state.selectors[$0]?.span }.max() ?? Self.slack
    let series = StoredSeries(labels: labels, selectors: numbers, span: span)
    state.series[labels] = series
    for number in numbers { state.selectors[number]?.members.append(series) }
    return .known(series)
  }

  private func sweep(_ now: Double, _ state: inout State) {
    guard now >= state.nextSweep else { return }
    state.nextSweep = now + Self.sweepSeconds
    let selectors = state.selectors
    remove(from: &state) { series in
      let stale = series.selectors.compactMap { selectors[$0]?.stale }.max() ?? 0
      // One that has ended is still within others' windows for a while.
      let hasEnded = series.history.newest.map { StaleMarker.isMarker($0.value) } ?? true
      let wait = hasEnded ? min(stale, Double(series.span) / 1_000) : max(stale, Double(series.span) / 1_000)
      return now - series.arrival > wait
    }
  }

  private func remove(from state: inout State, where isGone: (StoredSeries) -> Bool) {
    var count = 0
    for series in state.series.values where isGone(series) {
      series.isGone = true
      count += 1
    }
    guard count > 0 else { return }
    state.series = state.series.filter { !$0.value.isGone }
    for number in state.selectors.indices { state.selectors[number]?.members.removeAll { $0.isGone } }
    budget.give(back: count)
  }

  // MARK: Reading

  /// What a workload's rules come to.
  ///
  /// - Parameter time: In seconds since 1970; later samples are not looked at.
  /// - Returns: The fields that have a value; a field is missing where no series has one.
  /// - Complexity: O(samples of the matching series).
  package func fields(of reader: SeriesReader, at time: Double) -> [ObservationField: Double] {
    let milliseconds = Int64((time * 1_000).rounded())
    return state.withLock { state in
      var fields: [ObservationField: Double] = [:]
      for rule in reader.rules {
        func value(_ number: Int) -> Double? {
          rule.combination.value(
            of: state.selectors[number]?.members ?? [], at: milliseconds, window: reader.window,
            lookback: reader.lookback)
        }
        var result = value(rule.selector)
        if let divisor = rule.divisor {
          guard let whole = value(divisor), whole > 0 else { continue }
          // What there is no series of yet has not happened yet.
          result = (result ?? (rule.combination.isTotal ? 0 : nil)).map { $0 / whole }
        }
        if let result, !result.isNaN { fields[rule.field] = result * rule.factor }
      }
      return fields
    }
  }
}
