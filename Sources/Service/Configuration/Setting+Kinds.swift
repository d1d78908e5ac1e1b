extension Setting {
  /// A whole number.
  static func integer(_ key: String, _ path: WritableKeyPath<Root, Int>, _ range: ClosedRange<Int>, _ summary: String)
    -> Setting
  {
    Setting(
      key: key, values: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      example: "\(range.lowerBound)",
      summary: summary, current: { "\($0[keyPath: path])" },
      set: { root, text in
        guard let value = SettingText.number(text).flatMap({ Int(exactly: $0) }), range.contains(value) else {
          return false
        }
        root[keyPath: path] = value
        return true
      })
  }

  /// A number.
  ///
  /// - Parameter unit: In the plural.
  static func number(
    _ key: String, _ path: WritableKeyPath<Root, Double>, _ range: ClosedRange<Double>, unit: String, _ summary: String
  ) -> Setting {
    Setting(
      key: key, values: "\(unit) from \(SettingText(range.lowerBound)) to \(SettingText(range.upperBound))",
      example: "\(SettingText(range.lowerBound))", summary: summary, current: { "\(SettingText($0[keyPath: path]))" },
      set: { root, text in
        guard let value = SettingText.number(text), range.contains(value) else { return false }
        root[keyPath: path] = value
        return true
      })
  }

  /// A time, kept in the unit that the key names; a bare number is in that unit too.
  static func duration(
    _ key: String, _ path: WritableKeyPath<Root, Double>, _ range: ClosedRange<Double>,
    in unit: DurationUnit = .seconds,
    _ summary: String
  ) -> Setting {
    let (least, most) = (unit.text(range.lowerBound), unit.text(range.upperBound))
    return Setting(
      key: key, values: "\(unit) or a duration, from \(least) to \(most)", example: least, summary: summary,
      current: { unit.text($0[keyPath: path]) },
      set: { root, text in
        guard let value = SettingText.duration(text, in: unit), range.contains(value) else { return false }
        root[keyPath: path] = value
        return true
      })
  }

  /// A number of bytes.
  static func size(_ key: String, _ path: WritableKeyPath<Root, Int>, _ range: ClosedRange<Int>, _ summary: String)
    -> Setting
  {
    let (least, most) = (SettingText.size(range.lowerBound), SettingText.size(range.upperBound))
    return Setting(
      key: key, values: "bytes or a size, from \(least) to \(most)", example: least, summary: summary,
      current: { SettingText.size($0[keyPath: path]) },
      set: { root, text in
        guard let value = SettingText.bytes(text), range.contains(value) else { return false }
        root[keyPath: path] = value
        return true
      })
  }

  /// One of an enumeration's names.
  static func choice<Value: RawRepresentable<String> & CaseIterable>(
    _ key: String, _ path: WritableKeyPath<Root, Value>, _ summary: String
  ) -> Setting {
    choice(key, get: { $0[keyPath: path] }, set: { $0[keyPath: path] = $1 }, summary)
  }

  /// One of an enumeration's names, kept in a way of its own.
  static func choice<Value: RawRepresentable<String> & CaseIterable>(
    _ key: String, get: @escaping (Root) -> Value?, set: @escaping (inout Root, Value) -> Void, _ summary: String
  ) -> Setting {
    let names = Value.allCases.map(\.rawValue)
    return Setting(
      key: key, values: names.joined(separator: ", "), example: names[0], summary: summary,
      current: { get($0)?.rawValue ?? "" },
      set: { root, text in
        guard let value = Value(rawValue: text) else { return false }
        set(&root, value)
        return true
      })
  }

  /// A text that is not empty.
  static func text(
    _ key: String, _ path: WritableKeyPath<Root, String>, values: String = "a text", example: String, _ summary: String
  ) -> Setting {
    Setting(
      key: key, values: values, example: example, summary: summary, current: { $0[keyPath: path] },
      set: { root, text in
        root[keyPath: path] = text
        return !text.isEmpty
      })
  }

  /// A file or folder.
  static func path(
    _ key: String, values: String, example: String, get: @escaping (Root) -> String?,
    set: @escaping (inout Root, String) -> Void, _ summary: String
  ) -> Setting {
    Setting(
      key: key, values: values, example: example, summary: summary, isPath: true, current: { get($0) ?? "" },
      set: { root, text in
        set(&root, text)
        return !text.isEmpty
      })
  }

  /// A setting that has no value where nobody sets it.
  ///
  /// - Parameter setting: Of the value itself, such as `.number("speed", \.self, 1...2, unit: "rows", "…")`.
  static func optional<Value>(_ path: WritableKeyPath<Root, Value?>, from start: Value, _ setting: Setting<Value>)
    -> Setting
  {
    Setting(
      key: setting.key, values: setting.values, example: setting.example, summary: setting.summary,
      isPath: setting.isPath, current: { $0[keyPath: path].map(setting.current) ?? "" },
      set: { root, text in
        var value = start
        guard setting.set(&value, text) else { return false }
        root[keyPath: path] = value
        return true
      })
  }
}
