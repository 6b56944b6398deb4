//! What a long run shows while it runs, how long its stages took and how much memory. Nothing of this reaches a snapshot.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What one stage took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    /// Its name.
    pub name: &'static str,
    /// Time on the clock.
    pub seconds: f64,
    /// The most memory that the process held while it ran, in bytes; known on Linux only.
    pub peak_memory_bytes: Option<u64>,
}

/// Stages one after the other; bars stand on a terminal's standard error only.
pub struct Progress {
    shown: bool,
    stages: Vec<Stage>,
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
        forget_peak();
        let start = Instant::now();
        let result = run(&bar);
        bar.finish_and_clear();
        self.add(Stage {
            name,
            seconds: start.elapsed().as_secs_f64(),
            peak_memory_bytes: peak_memory_bytes(),
        });
        result
    }

    fn add(&mut self, ran: Stage) {
        match self.stages.iter_mut().find(|s| s.name == ran.name) {
            Some(stage) => {
                stage.seconds += ran.seconds;
                stage.peak_memory_bytes = stage.peak_memory_bytes.max(ran.peak_memory_bytes);
            }
            None => self.stages.push(ran),
        }
    }

    /// The stages in the order in which they ran; one that ran twice stands once.
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }
}

/// Lets the peak begin anew. Where the system cannot, a stage's peak is that of all stages so far.
fn forget_peak() {
    if cfg!(target_os = "linux") {
        let _ = std::fs::write("/proc/self/clear_refs", "5");
    }
}

/// The most memory that this process has held since the stage began, in bytes; known on Linux only.
pub(crate) fn peak_memory_bytes() -> Option<u64> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
