/// The colours of a report by name; light and dark pages give each its own shade.
///
/// All stay apart for readers with the common kinds of colour blindness; grey is for what things are compared with.
package enum ChartColour: String, Sendable, CaseIterable {
  case blue, orange, teal, violet, rose, ochre, grey

  /// The colour of the n-th of several equal series, from 0; grey is not among them.
  package static func number(_ index: Int) -> ChartColour {
    let hues = allCases.dropLast()
    return hues[index % hues.count]
  }
}
