import Foundation

/// The wall clock's time, in seconds since 1970.
package func wallClock() -> Double { Date().timeIntervalSince1970 }
