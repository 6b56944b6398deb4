//! The storefront of `setwise preview`, asked over HTTP.

mod shop;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use shop::{draw, path, trained};

/// A preview that runs until it is dropped.
struct Running {
    process: Child,
    host: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Running {
    fn start(arguments: &[&str], storefront: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_setwise"))
            .arg("preview")
            .args(arguments)
            .args(["--port", "0", "--storefront", path(storefront)])
            .stdout(Stdio::piped())
            .spawn()
            .expect("runs");
        let mut line = String::new();
        let out = process.stdout.take().expect("piped");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let host = line
            .strip_prefix("http://")
            .and_then(|rest| rest.split_once('/'));
        let (host, _) = host.unwrap_or_else(|| panic!("no address in {line:?}"));
        assert!(host.starts_with("127.0.0.1:"), "{line}");
        let host = host.to_owned();
        Self { process, host }
    }

    /// Status, head and body of an answer.
    fn get(&self, target: &str) -> (u16, String, String) {
        let mut connection = TcpStream::connect(&self.host).expect("connected");
        let request =
            format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        connection.write_all(request.as_bytes()).expect("asked");
        let mut bytes = Vec::new();
        connection.read_to_end(&mut bytes).expect("answered");
        let answer = String::from_utf8_lossy(&bytes);
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        (status.expect("a status"), head.to_owned(), body.to_owned())
    }
}

/// A repository as far as a preview needs one; `built` says whether the package was.
fn storefront(folder: &Path, built: bool) -> std::path::PathBuf {
    let root = folder.join("repository");
    let dist = if built {
        "pkg/dist/setwise.js"
    } else {
        "pkg/element.js"
    };
    for file in [
        "index.html",
        "www/shop.js",
        "pkg/package.json",
        "private.txt",
        dist,
    ] {
        let file = root.join(file);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(&file, format!("/* {} */", file.display())).expect("written");
    }
    root
}

#[test]
fn exports_are_trained_on_and_shown_with_why_this() {
    let folder = tempfile::tempdir().expect("a folder");
    let shop = draw(folder.path());
    let root = storefront(folder.path(), true);
    let (catalog, orders) = (shop.join("catalog.csv"), shop.join("orders.csv"));
    let running = Running::start(&[path(&catalog), path(&orders)], &root);

    let (status, head, _) = running.get("/");
    assert_eq!(status, 200);
    assert!(
        head.contains("content-security-policy: default-src 'self'"),
        "{head}"
    );
    for target in [
        "/www/shop.js",
        "/pkg/dist/setwise.js",
        "/snapshot/manifest.json",
    ] {
        assert_eq!(running.get(target).0, 200, "{target}");
    }
    let (_, _, settings) = running.get("/shop/shop.json");
    let settings: serde_json::Value = serde_json::from_str(&settings).expect("JSON");
    assert_eq!(
        (&settings["explain"], &settings["currency"]),
        (&true.into(), &"GBP".into())
    );
    let (_, _, catalog) = running.get("/shop/catalog.json");
    let catalog: Vec<serde_json::Value> = serde_json::from_str(&catalog).expect("JSON");
    assert!(catalog.len() > 100 && catalog[0]["title"].is_string());
    // The catalog names its pictures by their path beside it.
    let picture = catalog[0]["image"].as_str().expect("a picture");
    assert_eq!(running.get(&format!("/shop/{picture}")).0, 200);
    assert_eq!(running.get("/shop/orders.csv").0, 404);

    for target in [
        "/private.txt",
        "/www/../private.txt",
        "/snapshot/../private.txt",
        "/www/%2e%2e/private.txt",
        "/pkg/..%2fprivate.txt",
        "/wwwx/shop.js",
    ] {
        assert_eq!(running.get(target).0, 404, "{target}");
    }
}

#[test]
fn only_pictures_that_the_catalog_names_are_brought_along() {
    let folder = tempfile::tempdir().expect("a folder");
    let shop = folder.path().join("shop");
    fs::create_dir_all(shop.join("photos")).expect("made");
    for file in ["photos/cup.JPG", "photos/other.jpg", "pot.txt"] {
        fs::write(shop.join(file), file).expect("written");
    }
    fs::write(folder.path().join("outside.png"), "outside").expect("written");
    let catalog = "product_id,title,price,image\ncup,Cup,4.00,photos/cup.JPG\npot,Pot,9.00,pot.txt\n\
        tray,Tray,7.00,../outside.png\nmat,Mat,3.00,photos/lost.jpg\n";
    fs::write(shop.join("catalog.csv"), catalog).expect("written");
    let mut orders = String::from("order_id,time,product_id\n");
    for n in 1..=9 {
        orders.push_str(&format!("{n},2026-02-0{n},cup\n{n},2026-02-0{n},pot\n"));
    }
    fs::write(shop.join("orders.csv"), orders).expect("written");
    let running = Running::start(&[path(&shop)], &storefront(folder.path(), true));
    let (status, _, body) = running.get("/shop/photos/cup.JPG");
    assert_eq!((status, body.as_str()), (200, "photos/cup.JPG"));
    for target in [
        "/shop/photos/other.jpg",
        "/shop/pot.txt",
        "/outside.png",
        "/shop/photos/lost.jpg",
    ] {
        assert_eq!(running.get(target).0, 404, "{target}");
    }
}

#[test]
fn a_snapshot_is_shown_without_a_training() {
    let folder = tempfile::tempdir().expect("a folder");
    let shop = draw(folder.path());
    let out = folder.path().join("snapshot");
    trained(&shop, &shop.join("catalog.csv"), &out, &[]).expect("trained");
    let before = shop::files(&out);
    let running = Running::start(&[path(&out)], &storefront(folder.path(), true));
    let (status, _, manifest) = running.get("/snapshot/manifest.json");
    let written = fs::read_to_string(out.join("manifest.json")).expect("a manifest");
    assert_eq!((status, manifest), (200, written));
    drop(running);
    assert_eq!(shop::files(&out), before, "nothing of it was changed");
}

#[test]
fn what_is_missing_is_said_before_anything_is_trained() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = storefront(folder.path(), false);
    let said = |root: &Path| {
        let output = Command::new(env!("CARGO_BIN_EXE_setwise"))
            .args(["preview", "orders.csv", "--storefront", path(root)])
            .output()
            .expect("runs");
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).expect("text")
    };
    assert_eq!(
        said(&root),
        format!(
            "error: the widget is not built: run `cargo xtask build` in {} once, then this command again\n",
            root.display()
        )
    );
    assert!(said(folder.path()).contains("name that folder with --storefront"));
}
