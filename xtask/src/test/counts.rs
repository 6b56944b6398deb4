//! How many tests ran, read from what the test programs print.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Counts {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl Counts {
    /// A check that is one thing: it held.
    pub(crate) const ONE_PASSED: Self = Self {
        passed: 1,
        failed: 0,
        skipped: 0,
    };

    /// Sums every total that cargo's and wasm-bindgen's harnesses (`test result: ok. 3 passed; 0 failed; 1 ignored`),
    /// cargo-nextest (`Summary [0.1s] 4 tests run: 3 passed, 1 failed, 1 skipped`) and node (`ℹ pass 3`) have printed.
    pub(crate) fn read(output: &str) -> Self {
        let is_summary = |line: &&str| line.trim_start().starts_with("Summary [");
        // Nextest shows what a failed test printed, the totals of its own little harness among it.
        match output.lines().any(|line| is_summary(&line)) {
            true => output.lines().filter(is_summary).map(Self::read_line).sum(),
            false => output.lines().map(Self::read_line).sum(),
        }
    }

    fn read_line(line: &str) -> Self {
        let line = line.trim();
        if let Some(totals) = line.strip_prefix("test result: ") {
            return Self::read_pairs(totals, Order::NumberFirst);
        }
        if let Some((_, totals)) = line
            .split_once(" run: ")
            .filter(|_| line.starts_with("Summary ["))
        {
            return Self::read_pairs(totals, Order::NumberFirst);
        }
        match line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) {
            Some(total) => Self::read_pairs(total, Order::WordFirst),
            None => Self::default(),
        }
    }

    fn read_pairs(totals: &str, order: Order) -> Self {
        let words: Vec<&str> = totals
            .split_whitespace()
            .map(|word| word.trim_matches([',', ';', '.', '(']))
            .collect();
        let mut counts = Self::default();
        for pair in words.windows(2) {
            let (number, word) = match order {
                Order::NumberFirst => (pair[0], pair[1]),
                Order::WordFirst => (pair[1], pair[0]),
            };
            let Ok(number) = number.parse::<usize>() else {
                continue;
            };
            match word {
                "passed" | "pass" => counts.passed += number,
                "failed" | "fail" | "cancelled" => counts.failed += number,
                "timed" => counts.failed += number,
                "skipped" | "ignored" | "todo" => counts.skipped += number,
                _ => {}
            }
        }
        counts
    }
}

#[derive(Clone, Copy)]
enum Order {
    NumberFirst,
    WordFirst,
}

impl Add for Counts {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(out, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: usize, failed: usize, skipped: usize) -> Counts {
        Counts {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn totals_of_every_harness_are_read() {
        for (line, expected) in [
            (
                "test result: ok. 12 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.1s",
                counts(12, 0, 2),
            ),
            (
                "test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 filtered out",
                counts(3, 1, 0),
            ),
            (
                "     Summary [   4.512s] 40 tests run: 40 passed, 0 skipped",
                counts(40, 0, 0),
            ),
            (
                "     Summary [   4.512s] 40 tests run: 38 passed (1 slow), 1 failed, 1 timed out, 3 skipped",
                counts(38, 2, 3),
            ),
            ("ℹ pass 7", counts(7, 0, 0)),
            ("ℹ fail 2", counts(0, 2, 0)),
            ("# skipped 1", counts(0, 0, 1)),
            ("ℹ tests 9", counts(0, 0, 0)),
            ("ℹ duration_ms 9", counts(0, 0, 0)),
            ("a log line that says 5 passed", counts(0, 0, 0)),
        ] {
            assert_eq!(Counts::read(line), expected, "{line}");
        }
    }

    #[test]
    fn several_test_files_add_up() {
        let output = "test result: ok. 1 passed; 0 failed; 0 ignored\nnoise\ntest result: ok. 2 passed; 0 failed; 1 ignored\n";
        assert_eq!(Counts::read(output), counts(3, 0, 1));
    }

    #[test]
    fn a_failed_test_under_nextest_counts_once() {
        let output = "    test result: FAILED. 0 passed; 1 failed; 0 ignored\n\
                      Summary [   0.1s] 2 tests run: 1 passed, 1 failed, 0 skipped\n";
        assert_eq!(Counts::read(output), counts(1, 1, 0));
    }

    #[test]
    fn the_last_line_names_skipped_tests_only_if_there_are_any() {
        assert_eq!(counts(2, 1, 0).to_string(), "2 passed, 1 failed");
        assert_eq!(counts(2, 0, 4).to_string(), "2 passed, 0 failed, 4 skipped");
    }
}
