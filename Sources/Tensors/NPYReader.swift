import Foundation

/// Reads one `.npy` array piece by piece, so that a large file never lies in memory beside its own values.
struct NPYReader {
  /// What the file is called in errors.
  let name: String

  /// How many bytes the file has.
  let size: Int

  /// The file's next bytes: as many as asked for, fewer only where it ends.
  let next: (_ count: Int) throws(TensorError) -> Data

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// How many bytes are read at a time; a multiple of every element's size.
  private static let pieceSize = 1 << 20

  /// Reads the bytes of a whole file.
  init(_ data: Data, name: String) {
    self.name = name
    size = data.count
    var rest = data[...]
    next = { count throws(TensorError) in
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count)
    }
  }

  /// Reads a file, which stays open as long as the reader is there.
  ///
  /// - Throws: `TensorError.unreadable` if there is no such file.
  init(path: String) throws(TensorError) {
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      guard let end = try? handle.seekToEnd() else {
        // A pipe does not say how long it is.
        self.init(try handle.readToEnd() ?? Data(), name: path)
        return
      }
      try handle.seek(toOffset: 0)
      self.init(handle, size: Int(clamping: end), name: path)
    } catch {
      throw Self.unreadable(path, error)
    }
  }

  private init(_ handle: FileHandle, size: Int, name: String) {
    self.name = name
    self.size = size
    next = { count throws(TensorError) in
      do {
        var bytes = Data()
        while bytes.count < count, let more = try handle.read(upToCount: count - bytes.count), !more.isEmpty {
          if bytes.isEmpty { bytes = more } else { bytes.append(more) }
        }
        return bytes
      } catch {
        throw Self.unreadable(name, error)
      }
    }
  }

  private static func unreadable(_ path: String, _ error: any Error) -> TensorError {
    .unreadable(path: path, reason: error.localizedDescription)
  }

  /// Reads the array.
  ///
  /// - Throws: `TensorError.truncated`, `.trailingBytes`, `.invalidHeader`, `.unsupportedType` or `.unreadable`.
  /// - Complexity: O(bytes) time; beside the values one piece of the file is in memory.
  func tensor() throws(TensorError) -> Tensor {
    let (header, start) = try header()
    let elementSize: Int
    switch header.type {
    case "<f4": elementSize = 4
    case "<f8": elementSize = 8
    default: throw .unsupportedType(file: name, tensor: "array", type: header.type)
    }
    guard !header.isFortranOrder else {
      throw .invalidHeader(
        file: name, problem: "its elements lie column by column (Fortran order), where row by row is read")
    }
    guard let count = Tensor.elementCount(of: header.shape) else {
      throw .invalidHeader(file: name, problem: "its shape \(header.shape) has too many elements")
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: elementSize)
    guard !overflow, bytes <= size - start else {
      throw .truncated(file: name, expectedBytes: overflow ? .max : bytes &+ start, actualBytes: size)
    }
    guard bytes == size - start else {
      throw .trailingBytes(file: name, expectedBytes: start + bytes, actualBytes: size)
    }
    var values: [Float] = []
    values.reserveCapacity(count)
    while values.count < count {
      let piece = try take(
        min(Self.pieceSize, (count - values.count) * elementSize), after: start + values.count * elementSize)
      Self.append(piece, elementSize: elementSize, to: &values)
    }
    return Tensor(values, shape: header.shape)
  }

  /// The file's description, and where its elements start.
  private func header() throws(TensorError) -> (NPYHeader, start: Int) {
    let prefix = [UInt8](try take(10, after: 0))
    guard prefix.starts(with: Self.magic) else {
      throw .invalidHeader(file: name, problem: "it does not start as a .npy file does")
    }
    var lengthBytes = prefix[8...]
    switch (prefix[6], prefix[7]) {
    case (1, 0): break
    case (2, 0): lengthBytes += try take(2, after: 10)
    default:
      throw .invalidHeader(
        file: name, problem: "its version is \(prefix[6]).\(prefix[7]), where 1.0 and 2.0 are read")
    }
    let headerStart = 8 + lengthBytes.count
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    let bytes = [UInt8](try take(length, after: headerStart))
    return (try NPYHeader(parsing: bytes[...], file: name), headerStart + length)
  }

  /// The next bytes, all of them.
  private func take(_ count: Int, after position: Int) throws(TensorError) -> Data {
    // A length in the file is not believed before the file is known to have that many bytes.
    guard count <= size - position else {
      throw .truncated(file: name, expectedBytes: position + count, actualBytes: size)
    }
    let bytes = try next(count)
    guard bytes.count == count else {
      throw .truncated(file: name, expectedBytes: position + count, actualBytes: position + bytes.count)
    }
    return bytes
  }

  /// Adds the elements of a piece, little-endian and rounded to `Float`.
  private static func append(_ piece: Data, elementSize: Int, to values: inout [Float]) {
    piece.withUnsafeBytes { raw in
      for offset in stride(from: 0, to: raw.count, by: elementSize) {
        if elementSize == 4 {
          let bits = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
          values.append(Float(bitPattern: bits))
        } else {
          let bits = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
          values.append(Float(Double(bitPattern: bits)))
        }
      }
    }
  }
}
