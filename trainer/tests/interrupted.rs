//! A training that is stopped, has no room, or cannot read leaves the snapshot that was there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Instant;

use setwise_trainer::pipeline::TrainedFolder;

mod shop;
use shop::{FEW, files, live, path, trained, training};

/// Moments of a training, evenly spread, at which it is killed.
const MOMENTS: u32 = 12;

/// A folder with a snapshot, and the arguments of another training into it.
struct Case {
    temporary: tempfile::TempDir,
    shop: PathBuf,
    folder: PathBuf,
}

impl Case {
    fn new() -> Self {
        let temporary = tempfile::tempdir().expect("temporary");
        let (shop, folder) = (shop::draw(temporary.path()), temporary.path().join("out"));
        let case = Self {
            temporary,
            shop,
            folder,
        };
        case.train();
        case
    }

    fn train(&self) {
        let catalog = self.shop.join("catalog.csv");
        trained(&self.shop, &catalog, &self.folder, &[FEW]).expect("trained");
    }

    /// Trains another model: every file of its is new.
    fn other(&self, folder: &Path) -> Vec<String> {
        let more = [FEW, "--edges=7", "--stale-after-days=7"];
        training(&self.shop, &self.shop.join("catalog.csv"), folder, &more)
    }

    /// The snapshot in the folder, all of which reads, and whose files are those of `before`.
    fn assert_whole(&self, before: &Snapshot) {
        let opened = TrainedFolder::read(&self.folder).and_then(|folder| folder.open());
        opened.expect("every shard that the manifest names is there and whole");
        assert!(
            Snapshot::of(&self.folder) == *before,
            "the snapshot is another"
        );
    }
}

/// What a page would see: the manifest, and every file that it names.
#[derive(PartialEq)]
struct Snapshot(Vec<(PathBuf, Vec<u8>)>);

impl Snapshot {
    fn of(folder: &Path) -> Self {
        let live = live(folder);
        let named = |file: &PathBuf| live.contains(file) || file.ends_with("manifest.json");
        let files = files(folder);
        Self(files.into_iter().filter(|(file, _)| named(file)).collect())
    }
}

fn setwise(arguments: &[String]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_setwise"));
    command.args(arguments).stdout(Stdio::null());
    command
}

#[test]
fn killed_at_any_moment_the_old_snapshot_is_whole() {
    let case = Case::new();
    let before = Snapshot::of(&case.folder);
    // How long it takes, elsewhere.
    let elsewhere = case.temporary.path().join("elsewhere");
    // A folder keeps its number of shards where it can.
    trained(
        &case.shop,
        &case.shop.join("catalog.csv"),
        &elsewhere,
        &[FEW],
    )
    .expect("trained");
    let start = Instant::now();
    let ran = setwise(&case.other(&elsewhere)).status().expect("runs");
    let mut takes = start.elapsed();
    assert!(ran.success());
    for moment in 0..MOMENTS {
        loop {
            let mut child = setwise(&case.other(&case.folder)).spawn().expect("starts");
            sleep(takes * moment / MOMENTS);
            child.kill().expect("it is ours");
            let ended = child.wait().expect("it is ours");
            if !ended.success() {
                break;
            }
            // It was faster this time, for a machine may have much else to do: again from the old one.
            takes = takes * 3 / 4;
            case.train();
        }
        let manifest = fs::read(case.folder.join("manifest.json")).expect("a manifest");
        if before.0.iter().any(|(_, bytes)| *bytes == manifest) {
            case.assert_whole(&before);
        } else {
            case.assert_whole(&Snapshot::of(&elsewhere));
            case.train();
        }
    }
    // Whoever comes next finishes, and nothing hidden is left.
    assert!(
        setwise(&case.other(&case.folder))
            .status()
            .expect("runs")
            .success()
    );
    case.assert_whole(&Snapshot::of(&elsewhere));
    let hidden = |entry: std::io::Result<fs::DirEntry>| {
        let name = entry.expect("entry").file_name();
        name.to_string_lossy().starts_with('.')
    };
    assert!(!fs::read_dir(&case.folder).expect("folder").any(hidden));
}

fn only_error(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "it ended well");
    assert!(!text.contains("panicked"), "{text}");
    assert_eq!(text.trim_end().lines().count(), 1, "{text}");
    text
}

#[test]
#[cfg(unix)]
fn a_disk_without_room_is_one_error_and_the_old_snapshot_stays() {
    let case = Case::new();
    let before = Snapshot::of(&case.folder);
    // No file may grow beyond 4 blocks of 512 or 1,024 bytes, and that is told as an error, not as a signal.
    let script = "trap '' XFSZ; ulimit -f 4; exec \"$@\"";
    let output = Command::new("sh")
        .args(["-c", script, "sh", env!("CARGO_BIN_EXE_setwise")])
        .args(case.other(&case.folder))
        .output()
        .expect("runs");
    let text = only_error(&output);
    assert!(
        text.contains(path(&case.folder)) && text.contains("earlier snapshot is whole"),
        "{text}"
    );
    case.assert_whole(&before);
}

#[test]
fn an_unreadable_export_is_one_error_and_the_old_snapshot_stays() {
    let case = Case::new();
    let before = Snapshot::of(&case.folder);
    let at = |name: &str| case.temporary.path().join(name);
    fs::create_dir(at("folder.csv")).expect("made");
    // A download that broke off.
    let whole = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 9];
    fs::write(at("broken.csv.gz"), whole).expect("written");
    for name in ["missing.csv", "folder.csv", "broken.csv.gz"] {
        let mut arguments = case.other(&case.folder);
        let orders = arguments.iter_mut().skip_while(|a| *a != "--orders").nth(1);
        *orders.expect("an argument") = path(&at(name)).to_owned();
        let output = setwise(&arguments).output().expect("runs");
        let text = only_error(&output);
        assert!(text.contains(name), "{text}");
        case.assert_whole(&before);
    }
}
