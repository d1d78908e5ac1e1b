import Tensors
import Testing

/// The first outputs that the authors' C programs print, as other implementations publish them:
/// <https://prng.di.unimi.it/splitmix64.c> with seed 1234567, <https://prng.di.unimi.it/xoshiro256starstar.c>
/// with the state 1, 2, 3, 4.
@Suite struct RandomSourceReferenceTests {
  @Test func `SplitMix64 gives the published sequence`() {
    var generator = SplitMix64(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
      16_408_922_859_458_223_821,
    ]
    #expect((0..<5).map { _ in generator.next() } == expected)
  }

  @Test func `xoshiro256** gives the published sequence`() {
    var random = RandomSource(state: (1, 2, 3, 4))
    let expected: [UInt64] = [
      11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360, 607_988_272_756_665_600,
      16_172_922_978_634_559_625, 8_476_171_486_693_032_832, 10_595_114_339_597_558_777, 2_904_607_092_377_533_576,
    ]
    #expect((0..<10).map { _ in random.next() } == expected)
  }

  @Test func `the state of a seed is SplitMix64's first four outputs`() {
    let state = RandomSource(seed: 1_234_567).state
    #expect(state.0 == 6_457_827_717_110_365_317)
    #expect(state.1 == 3_203_168_211_198_807_973)
    #expect(state.2 == 9_817_491_932_198_370_423)
    #expect(state.3 == 4_593_380_528_125_082_431)
  }
}
