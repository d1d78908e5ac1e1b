import Foundation
import Tensors
import Testing

/// Damaged files are read or refused; nothing traps, hangs or makes a tensor that is not whole.
@Suite struct FileMutationPropertyTests {
  @Test(arguments: 0..<8) func `a damaged safetensors file is refused or still makes sense`(seed: Int) throws {
    let valid = [UInt8](SafetensorsFileTests.sample.encoded())
    var refused = 0
    for mutated in Self.mutations(of: valid, count: 1500, seed: UInt64(seed)) {
      do {
        let file = try SafetensorsFile(decoding: Data(mutated), name: "damaged")
        #expect(file.tensors.values.allSatisfy { Tensor.elementCount(of: $0.shape) == $0.count })
        #expect(file.tensors.values.reduce(0) { $0 + 4 * $1.count } <= mutated.count)
      } catch {
        refused += 1
        #expect("\(error)".hasSuffix("."))
      }
    }
    // Most damage hits the header or the length; only flips in the data can go unnoticed.
    #expect(refused > 750)
  }

  @Test(arguments: 0..<4) func `a damaged npy file is refused or still makes sense`(seed: Int) throws {
    let valid = [UInt8](NPY.encode(Tensor((0..<12).map(Float.init), shape: [3, 4])))
    var refused = 0
    for mutated in Self.mutations(of: valid, count: 1500, seed: UInt64(seed)) {
      do {
        let tensor = try NPY.decode(Data(mutated), name: "damaged")
        #expect(Tensor.elementCount(of: tensor.shape) == tensor.count)
        #expect(4 * tensor.count <= mutated.count)
      } catch {
        refused += 1
        #expect("\(error)".hasSuffix("."))
      }
    }
    #expect(refused > 750)
  }

  /// Bit flips, truncations, insertions, deletions and digits changed, one to four at a time.
  private static func mutations(of valid: [UInt8], count: Int, seed: UInt64) -> [[UInt8]] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in
      var bytes = valid
      for _ in 0...random.integer(below: 4) where !bytes.isEmpty {
        let position = random.integer(below: bytes.count)
        switch random.integer(below: 6) {
        case 0: bytes[position] ^= 1 << UInt8(random.integer(below: 8))
        case 1: bytes.removeSubrange(position...)
        case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: position)
        case 3: bytes.remove(at: position)
        case 4: bytes.insert(contentsOf: bytes[position..<min(position + 20, bytes.count)], at: position)
        default:
          if let digit = bytes[position...].firstIndex(where: { (48...57).contains($0) }) {
            bytes[digit] = UInt8(48 + random.integer(below: 10))
          }
        }
      }
      return bytes
    }
  }
}
