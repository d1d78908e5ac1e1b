extension LoadHistory {
  /// The features' names, in the order in which `extract(into:)` writes them, shape `[F]`.
  ///
  /// Durations are those that the features are meant to look at; where steps are long, they look at some steps more.
  ///
  ///     level                           the newest load
  ///     lag-, mean-, max-, min-…        ratios of earlier loads to the newest, over the last minutes, hours or day
  ///     deviation-…                     standard deviations over the newest load
  ///     window-…                        ratios of the forecast's window, moved back
  ///     around-…, load-1d-ago           ratios of the maximum around this time, and of the load, of earlier days
  ///     minute, hour, weekday           the calendar
  ///     burst-…                         steps since the last burst began, since the one before it did, into the burst,
  ///                                     and between the two
  ///     unchanged                       steps since the load changed
  public static let featureNames = [
    "level", "lag-1m", "lag-2m", "lag-3m", "lag-4m", "lag-5m", "lag-8m", "lag-15m", "lag-30m", "lag-60m",
    "mean-5m", "mean-15m", "mean-60m", "mean-24h",
    "max-5m", "max-15m", "max-60m", "max-6h", "max-24h", "min-60m", "deviation-15m", "deviation-3h",
    "window-1h-ago", "window-2h-ago", "window-3h-ago", "window-4h-ago", "window-6h-ago",
    "windows-24h-mean", "windows-24h-max", "window-1d-ago", "window-7d-ago", "windows-7d-mean", "windows-7d-max",
    "around-1d-ago", "around-7d-ago", "load-1d-ago", "minute", "hour", "weekday",
    "burst-last", "burst-before", "burst-into", "burst-gap", "unchanged",
  ]
}
