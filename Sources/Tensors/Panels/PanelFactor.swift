/// The left side of a ``PanelProduct``: numbers a(r, k) that may lie anywhere at even distances.
///
/// K = segments · count. Within a segment, a(r, k) is at `r · rowStride + k · stride`; the segments are `segmentStride` apart.
package struct PanelFactor {
  package var base: UnsafePointer<Float>
  package var rowStride: Int
  package var stride: Int
  package var count: Int
  package var segments: Int
  package var segmentStride: Int

  /// Describes a factor.
  ///
  /// - Parameters:
  ///   - base: The first number.
  ///   - rowStride: From one row to the next.
  ///   - stride: From one k to the next.
  ///   - count: How many k there are in a segment.
  ///   - segments: How many segments there are.
  ///   - segmentStride: From one segment to the next.
  package init(
    _ base: UnsafePointer<Float>, rowStride: Int, stride: Int = 1, count: Int, segments: Int = 1, segmentStride: Int = 0
  ) {
    self.base = base
    self.rowStride = rowStride
    self.stride = stride
    self.count = count
    self.segments = segments
    self.segmentStride = segmentStride
  }
}
