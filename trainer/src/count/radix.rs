//! Sorting by digits: least significant first, a pass a digit (LSD radix sort), on arrays that fit the cache.

/// Most bits of a digit: the counters of three passes together fit the first-level cache.
const DIGIT_BITS: u32 = 11;
/// Below so many keys clearing the counters costs more than comparing.
const FEW: usize = 1 << 10;

/// What can be sorted by its digits.
pub(super) trait Key: Copy + Default + Ord {
    /// The digit above `shift`, cut by `mask`.
    fn digit(self, shift: u32, mask: usize) -> usize;
}

impl Key for u32 {
    fn digit(self, shift: u32, mask: usize) -> usize {
        (self >> shift) as usize & mask
    }
}

impl Key for u64 {
    fn digit(self, shift: u32, mask: usize) -> usize {
        (self >> shift) as usize & mask
    }
}

/// Sorts keys by their bits `low..high`; keys equal there keep no particular order. `spare` is working memory.
pub(super) fn sort<K: Key>(keys: &mut Vec<K>, spare: &mut Vec<K>, low: u32, high: u32) {
    if keys.len() < FEW {
        keys.sort_unstable();
        return;
    }
    let bits = high.saturating_sub(low).max(1);
    let passes = bits.div_ceil(DIGIT_BITS);
    let width = bits.div_ceil(passes);
    let mask = (1usize << width) - 1;
    let shift = |pass: usize| low + pass as u32 * width;
    let mut counts = vec![[0u32; 1 << DIGIT_BITS]; passes as usize];
    for &key in keys.iter() {
        for (pass, counts) in counts.iter_mut().enumerate() {
            counts[key.digit(shift(pass), mask) & ((1 << DIGIT_BITS) - 1)] += 1;
        }
    }
    spare.clear();
    spare.resize(keys.len(), K::default());
    for (pass, counts) in counts.iter_mut().enumerate() {
        if counts.iter().any(|&count| count as usize == keys.len()) {
            continue;
        }
        let mut at = 0;
        for count in counts.iter_mut() {
            (*count, at) = (at, at + *count);
        }
        for &key in keys.iter() {
            let to = &mut counts[key.digit(shift(pass), mask) & ((1 << DIGIT_BITS) - 1)];
            spare[*to as usize] = key;
            *to += 1;
        }
        std::mem::swap(keys, spare);
    }
}

/// Bits that hold every number below `count`, at least 1.
pub(super) fn bits_below(count: usize) -> u32 {
    (usize::BITS - count.saturating_sub(1).leading_zeros()).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_comparing_does(seed in proptest::collection::vec(any::<u64>(), 1..40), high in 1u32..=32) {
            // Enough keys for the digits to be used, with many that are equal.
            let wide: Vec<u64> = (0..3_000u64)
                .map(|n| seed[n as usize % seed.len()].wrapping_mul(n / 3 + 1))
                .collect();
            let mut narrow: Vec<u32> = wide.iter().map(|&k| (k as u32) >> (32 - high)).collect();
            let mut expected = narrow.clone();
            expected.sort_unstable();
            sort(&mut narrow, &mut Vec::new(), 0, high);
            prop_assert_eq!(narrow, expected);
            let mut upper = wide.clone();
            sort(&mut upper, &mut Vec::new(), 32, 64);
            prop_assert!(upper.is_sorted_by_key(|key| key >> 32));
            upper.sort_unstable();
            let mut all = wide;
            all.sort_unstable();
            prop_assert_eq!(upper, all, "none is lost");
        }
    }

    #[test]
    fn bits_hold_what_is_below() {
        assert_eq!([0, 1, 2, 3, 256, 257].map(bits_below), [1, 1, 1, 2, 8, 9]);
    }
}
