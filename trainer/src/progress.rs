//! What a long run shows while it runs, and how long its stages took. Nothing of this reaches an output file.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Stages one after the other; bars stand on a terminal's standard error only.
pub struct Progress {
    shown: bool,
    stages: Vec<(&'static str, f64)>,
}

impl Progress {
    /// `shown` asks for bars; without a terminal there are none all the same.
    pub fn new(shown: bool) -> Self {
        Self {
            shown,
            stages: Vec::new(),
        }
    }

    /// Runs one stage; `size` is its length in the units that it reports, 0 if unknown.
    pub fn stage<T>(
        &mut self,
        name: &'static str,
        size: u64,
        run: impl FnOnce(&ProgressBar) -> T,
    ) -> T {
        let bar = if self.shown {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        } else {
            ProgressBar::hidden()
        };
        let template = if size > 0 {
            bar.set_length(size);
            "{msg:>8} [{wide_bar}] {percent:>3} % {elapsed}"
        } else {
            "{msg:>8} {spinner} {elapsed}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(name);
        let start = Instant::now();
        let result = run(&bar);
        bar.finish_and_clear();
        self.add(name, start.elapsed().as_secs_f64());
        result
    }

    fn add(&mut self, name: &'static str, seconds: f64) {
        match self.stages.iter_mut().find(|s| s.0 == name) {
            Some(stage) => stage.1 += seconds,
            None => self.stages.push((name, seconds)),
        }
    }

    /// Seconds by stage, in the order in which they ran; a stage that ran twice stands once.
    pub fn seconds(&self) -> &[(&'static str, f64)] {
        &self.stages
    }
}

/// The most memory that this process has held, in bytes; known on Linux only.
pub fn peak_memory_bytes() -> Option<u64> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
