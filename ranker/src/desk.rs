//! The memory through which JavaScript and Wasm hand each other what is longer than a number.

/// Bytes, written by one side and read by the other. Numbers on it are little-endian and need no alignment.
#[derive(Default)]
pub(crate) struct Desk(Vec<u8>);

impl Desk {
    pub(crate) fn make_room(&mut self, length: usize) -> *mut u8 {
        // A shard's file may have been here: what the next one does not need goes back.
        self.0 = vec![0; length];
        self.0.as_mut_ptr()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// All that lies here, so that an answer can take its place.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }

    /// Eight bytes.
    pub(crate) fn put_number(&mut self, number: f64) {
        self.put_word(number.to_bits());
    }

    /// Eight bytes.
    pub(crate) fn put_word(&mut self, word: u64) {
        self.0.extend_from_slice(&word.to_le_bytes());
    }

    /// Its length in bytes as a number, then UTF-8.
    pub(crate) fn put_text(&mut self, text: &str) {
        self.put_number(text.len() as f64);
        self.0.extend_from_slice(text.as_bytes());
    }
}

/// The 64-bit words of a question.
pub(crate) fn words(bytes: &[u8]) -> impl Iterator<Item = u64> {
    let (words, _) = bytes.as_chunks::<8>();
    words.iter().map(|&word| u64::from_le_bytes(word))
}
