//! Which file may be kept for how long, in the words of each host.
//!
//! Two rules, everywhere: a name that holds a checksum never changes its content and is kept for ever; `manifest.json` and `setwise.js`
//! keep their names and are asked for again each time, which costs an answer without a body. A host that knows neither regular
//! expressions nor a folder's depth is given rules that no file meets twice, since some join the headers of all rules that match.

use std::fmt::Write as _;

use super::{Address, Facts, Package, ReadyFile, Setting};

/// For a name that holds a checksum.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// For a name that stays.
const ASK: &str = "no-cache";

/// All files of headers.
pub(super) fn files(facts: &Facts, package: Option<&Package>, setting: &Setting) -> Vec<ReadyFile> {
    let apache =
        |address: &Address| format!("beside the files of {}, as .htaccess", address.path());
    let static_host = |host: &str| {
        format!(
            "into the folder that is published on {host}, as _headers; if there is one, add these lines to it"
        )
    };
    let underscore = underscore_headers(facts, package, setting);
    vec![
        ReadyFile {
            path: "nginx/setwise.conf",
            goes: "include it in the server { } block: include /etc/nginx/setwise.conf;".to_owned(),
            text: nginx(setting),
        },
        ReadyFile {
            path: "apache/snapshot.htaccess",
            goes: apache(&setting.snapshot),
            text: apache_snapshot(setting),
        },
        ReadyFile {
            path: "apache/package.htaccess",
            goes: apache(&setting.package),
            text: apache_package(setting),
        },
        ReadyFile {
            path: "netlify/_headers",
            goes: static_host("Netlify"),
            text: underscore.clone(),
        },
        ReadyFile {
            path: "cloudflare/_headers",
            goes: static_host("Cloudflare Pages or Workers"),
            text: underscore,
        },
        ReadyFile {
            path: "s3/upload.sh",
            goes: "run it: sh upload.sh SNAPSHOT-FOLDER PACKAGE-FOLDER s3://BUCKET".to_owned(),
            text: s3(setting),
        },
    ]
}

/// What lets pages of another host read the files of this one: names and values.
fn shared(address: &Address) -> &'static [(&'static str, &'static str)] {
    match address.origin() {
        Some(_) => &[
            ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Expose-Headers", "Date, Age"),
        ],
        None => &[],
    }
}

fn nginx(setting: &Setting) -> String {
    let Setting {
        snapshot, package, ..
    } = setting;
    let mut text = "# Setwise: include this in the server { } block.\n".to_owned();
    let mut location = |matching: String, caching: &str, types: &str, address: &Address| {
        let _ = writeln!(text, "\nlocation {matching} {{\n    types {{ {types} }}");
        let _ = writeln!(text, "    default_type application/octet-stream;");
        let _ = writeln!(
            text,
            "    gzip on;\n    gzip_types application/json application/javascript text/javascript application/wasm;"
        );
        let _ = writeln!(text, "    add_header Cache-Control \"{caching}\" always;");
        for (name, value) in shared(address) {
            let _ = writeln!(text, "    add_header {name} \"{value}\" always;");
        }
        text.push_str("}\n");
    };
    let (shards, home) = (quoted(snapshot.path()), quoted(package.path()));
    let scripts = "text/javascript js; application/wasm wasm;";
    location(
        format!("= {}manifest.json", snapshot.path()),
        ASK,
        "application/json json;",
        snapshot,
    );
    location(
        format!("~ \"^{shards}[0-9a-f]{{16}}(/[0-9]+)?\\.bin$\""),
        FOR_EVER,
        "",
        snapshot,
    );
    location(
        format!("= {}setwise.js", package.path()),
        ASK,
        scripts,
        package,
    );
    location(
        format!("~ \"^{home}(text/|carts/)?[a-z-]+-([0-9a-f]{{16}}\\.wasm|[0-9A-Z]{{8}}\\.js)$\""),
        FOR_EVER,
        scripts,
        package,
    );
    text
}

/// A path as a regular expression.
fn quoted(path: &str) -> String {
    path.replace('.', "\\.")
}

fn apache_snapshot(setting: &Setting) -> String {
    let more = apache_shared(&setting.snapshot);
    format!(
        "# Setwise: the snapshot. Needs mod_headers; Apache's Debian package: a2enmod headers.\n\
         AddType application/json .json\nAddType application/octet-stream .bin\n\
         <IfModule mod_deflate.c>\n  AddOutputFilterByType DEFLATE application/json\n</IfModule>\n\
         <IfModule mod_headers.c>\n{more}  <FilesMatch \"\\.bin$\">\n    Header set Cache-Control \"{FOR_EVER}\"\n  </FilesMatch>\n\
         \x20 <Files \"manifest.json\">\n    Header set Cache-Control \"{ASK}\"\n  </Files>\n</IfModule>\n"
    )
}

fn apache_package(setting: &Setting) -> String {
    let more = apache_shared(&setting.package);
    format!(
        "# Setwise: the package. Needs mod_headers; Apache's Debian package: a2enmod headers.\n\
         AddType text/javascript .js\nAddType application/wasm .wasm\n\
         <IfModule mod_deflate.c>\n  AddOutputFilterByType DEFLATE text/javascript application/wasm\n</IfModule>\n\
         <IfModule mod_headers.c>\n{more}  <FilesMatch \"-([0-9a-f]{{16}}\\.wasm|[0-9A-Z]{{8}}\\.js)$\">\n    Header set Cache-Control \"{FOR_EVER}\"\n  </FilesMatch>\n\
         \x20 <Files \"setwise.js\">\n    Header set Cache-Control \"{ASK}\"\n  </Files>\n</IfModule>\n"
    )
}

fn apache_shared(address: &Address) -> String {
    shared(address)
        .iter()
        .map(|(name, value)| format!("  Header set {name} \"{value}\"\n"))
        .collect()
}

/// The file that Netlify and Cloudflare read. A placeholder is one part of a path on both, so that no file is met by two rules.
fn underscore_headers(facts: &Facts, package: Option<&Package>, setting: &Setting) -> String {
    let Setting {
        snapshot,
        package: home,
        ..
    } = setting;
    let mut text = "# Setwise\n".to_owned();
    let mut rule = |path: String, caching: &str, address: &Address| {
        let _ = writeln!(text, "{path}\n  Cache-Control: {caching}");
        for (name, value) in shared(address) {
            let _ = writeln!(text, "  {name}: {value}");
        }
    };
    rule(format!("{}manifest.json", snapshot.path()), ASK, snapshot);
    rule(
        format!("{}:generation/:shard", snapshot.path()),
        FOR_EVER,
        snapshot,
    );
    for name in &facts.beside {
        rule(format!("{}{name}.bin", snapshot.path()), FOR_EVER, snapshot);
    }
    rule(format!("{}setwise.js", home.path()), ASK, home);
    for folder in ["text", "carts"] {
        rule(format!("{}{folder}/:file", home.path()), FOR_EVER, home);
    }
    for name in package.iter().flat_map(|package| &package.wasm) {
        rule(format!("{}{name}", home.path()), FOR_EVER, home);
    }
    text
}

fn s3(setting: &Setting) -> String {
    let (snapshot, package) = (setting.snapshot.path(), setting.package.path());
    let cors = match setting.snapshot.origin() {
        Some(_) => {
            "\n# Pages of another host read these files, once for each bucket:\n\
             # aws s3api put-bucket-cors --bucket BUCKET --cors-configuration \\\n\
             #   '{\"CORSRules\":[{\"AllowedMethods\":[\"GET\"],\"AllowedOrigins\":[\"*\"],\"ExposeHeaders\":[\"Date\",\"Age\"]}]}'\n"
        }
        None => "",
    };
    format!(
        "#!/bin/sh\n\
         # Setwise: sh upload.sh SNAPSHOT-FOLDER PACKAGE-FOLDER s3://BUCKET\n\
         # Shards first, the manifest last. Nothing is deleted: pages of the day before may still ask for it.\n\
         set -eu\n\
         snapshot=$1 package=$2 bucket=${{3%/}}\n\
         for_ever='{FOR_EVER}'\n\
         aws s3 cp \"$package\" \"$bucket{package}\" --recursive --exclude '*' --include 'text/*.js' --include 'carts/*.js' --content-type text/javascript --cache-control \"$for_ever\"\n\
         aws s3 cp \"$package\" \"$bucket{package}\" --recursive --exclude '*' --include '*.wasm' --content-type application/wasm --cache-control \"$for_ever\"\n\
         aws s3 cp \"$package/setwise.js\" \"$bucket{package}setwise.js\" --content-type text/javascript --cache-control {ASK}\n\
         aws s3 cp \"$snapshot\" \"$bucket{snapshot}\" --recursive --exclude '*' --include '*.bin' --content-type application/octet-stream --cache-control \"$for_ever\"\n\
         aws s3 cp \"$snapshot/manifest.json\" \"$bucket{snapshot}manifest.json\" --content-type application/json --cache-control {ASK}\n{cors}"
    )
}
