//! The report as one page: no script, no other file, light or dark as the reader likes it, from a phone's width on.

use std::fmt::Write as _;

use super::finding::{Finding, Harm};
use super::report::{Report, called};
use crate::html::escaped;

const STYLE: &str = "
:root { color-scheme: light dark; --back: #fff; --text: #1b1f24; --quiet: #57606a; --line: #d0d7de; --harmful: #b42318; --warning: #8a5a00; --note: #175cd3; }
@media (prefers-color-scheme: dark) {
  :root { --back: #12161b; --text: #e6e9ed; --quiet: #9aa4af; --line: #333b45; --harmful: #ff8a7a; --warning: #f0b94d; --note: #84b6ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--back); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
.verdict { color: var(--quiet); margin: 0; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1.25rem 0; }
dl div { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .75rem; }
dt { color: var(--quiet); font-size: .875rem; }
dd { margin: 0; font-weight: 600; }
ol, ul { list-style: none; margin: 0; padding: 0; }
article { border: 1px solid var(--line); border-inline-start: .3rem solid var(--harm); border-radius: .5rem; padding: .75rem 1rem; margin: 0 0 .75rem; }
article p { margin: .25rem 0; }
.harm { color: var(--harm); font-size: .8125rem; font-weight: 600; }
.says { font-weight: 600; }
.examples, .code, ul li { color: var(--quiet); font-size: .875rem; }
code { font-family: ui-monospace, monospace; }
.harmful { --harm: var(--harmful); }
.warning { --harm: var(--warning); }
.note { --harm: var(--note); }
";

/// The whole page.
pub(super) fn page(report: &Report) -> String {
    let mut body = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        body,
        "<h1>{}</h1>\n<p class=\"verdict\">{}</p>\n<dl>",
        escaped(&report.examined),
        escaped(&report.verdict())
    );
    for (name, number) in &report.figures {
        let _ = write!(
            body,
            "<div><dt>{name}</dt><dd>{}</dd></div>",
            escaped(number)
        );
    }
    body.push_str("</dl>\n<ol>\n");
    for finding in &report.findings {
        article(&mut body, finding);
    }
    body.push_str("</ol>\n");
    let files: Vec<String> = report
        .files
        .iter()
        .map(|file| format!("{}: {}", file.file, file.name))
        .collect();
    list(&mut body, "Files", &files);
    list(&mut body, "What the training says", &report.said);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Setwise doctor: {}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        escaped(&report.examined)
    )
}

fn article(body: &mut String, finding: &Finding) {
    let class = match finding.harm {
        Harm::Harmful => "harmful",
        Harm::Warning => "warning",
        Harm::Note => "note",
    };
    let _ = write!(
        body,
        "<li><article class=\"{class}\"><p class=\"harm\">{} <code class=\"code\">{}</code></p><p class=\"says\">{}</p><p>{}</p>",
        called(finding.harm),
        finding.code,
        escaped(&finding.says),
        escaped(&finding.mend)
    );
    if !finding.examples.is_empty() {
        let ids: Vec<String> = finding
            .examples
            .iter()
            .map(|id| format!("<code>{}</code>", escaped(id)))
            .collect();
        let _ = write!(
            body,
            "<p class=\"examples\">For example {}</p>",
            ids.join(", ")
        );
    }
    body.push_str("</article></li>\n");
}

fn list(body: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = write!(body, "<h2>{title}</h2>\n<ul>");
    for line in lines {
        let _ = write!(body, "<li>{}</li>", escaped(line));
    }
    body.push_str("</ul>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::{Examined, Finding};

    #[test]
    fn the_page_is_whole_without_script_or_other_files_and_escapes_ids() {
        let mut report = Report::of("a <b> shop", &Examined::default());
        let id = "<script>alert(1)</script>".to_owned();
        report
            .findings
            .push(Finding::new("no-prices", Harm::Harmful, "says \"so\"", "mend").such_as([&id]));
        let html = page(&report);
        for (part, times) in [
            ("<script", 0),
            ("src=", 0),
            ("href=", 0),
            ("url(", 0),
            ("&lt;script&gt;alert(1)&lt;/script&gt;", 1),
            ("<article", 1),
            ("</article>", 1),
            ("prefers-color-scheme: dark", 1),
            ("width=device-width", 1),
        ] {
            assert_eq!(html.matches(part).count(), times, "{part}");
        }
        assert!(html.contains("<h1>a &lt;b&gt; shop</h1>"));
    }
}
