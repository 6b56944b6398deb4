//! Which selectors of a policy a product fits.

/// A set of marks, the numbers 0 to 255. Each stands for the products of one selector of the shop's policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MarkSet([u64; 4]);

impl MarkSet {
    /// The set without marks.
    pub const EMPTY: Self = Self([0; 4]);

    /// Adds a mark.
    pub fn insert(&mut self, mark: u8) {
        if let Some(word) = self.0.get_mut(usize::from(mark / 64)) {
            *word |= 1 << (mark % 64);
        }
    }

    /// Adds all marks of another set.
    pub fn extend(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
    }

    /// Whether it holds a mark.
    #[must_use]
    pub fn has(&self, mark: u8) -> bool {
        let word = self.0.get(usize::from(mark / 64)).copied();
        word.unwrap_or_default() >> (mark % 64) & 1 == 1
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::EMPTY
    }

    /// Its marks, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u8> {
        (0..=u8::MAX).filter(|&mark| self.has(mark))
    }
}

impl FromIterator<u8> for MarkSet {
    fn from_iter<T: IntoIterator<Item = u8>>(marks: T) -> Self {
        let mut set = Self::EMPTY;
        for mark in marks {
            set.insert(mark);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::MarkSet;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set: MarkSet = [255, 0, 64, 63, 64].into_iter().collect();
        assert!(set.iter().eq([0, 63, 64, 255]));
        assert!(!set.has(1) && MarkSet::EMPTY.is_empty() && !set.is_empty());
        let mut both = MarkSet::from_iter([7]);
        both.extend(&set);
        assert!(both.iter().eq([0, 7, 63, 64, 255]));
    }
}
