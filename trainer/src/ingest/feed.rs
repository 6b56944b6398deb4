//! A product feed as XML, RSS or Atom with the `g:` names of Google's Merchant Center, as the table that the same feed is as text.
//!
//! Only what stands directly in an item is read: a `g:price` within `g:shipping` is not the product's. Entities are those that XML itself
//! has; a feed that declares its own is not expanded but refused.

use std::io::{BufReader, Read};

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::error::IngestError;
use super::table::Row;

/// The names of a feed that a table of ours can use; a feed has no header row.
pub(super) const HEADERS: [&str; 16] = [
    "id",
    "title",
    "link",
    "image_link",
    "availability",
    "price",
    "sale_price",
    "sale_price_effective_date",
    "item_group_id",
    "product_type",
    "google_product_category",
    "brand",
    "gtin",
    "color",
    "size",
    "material",
];

/// Longest text of an item, in bytes: what is longer is no feed of products.
const MOST_TEXT: usize = 1 << 20;

/// The items of a feed, one at a time.
pub(super) struct FeedRows {
    file: String,
    reader: Reader<Box<dyn std::io::BufRead + Send>>,
    buffer: Vec<u8>,
    /// Line of the file that the next event begins on, from 1.
    line: u64,
    /// Elements that are open.
    depth: usize,
    /// The last item, one text a header, and the same as a row.
    cells: Vec<String>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl FeedRows {
    pub(super) fn start(file: &str, source: impl Read + Send + 'static) -> Self {
        let source: Box<dyn std::io::BufRead + Send> = Box::new(BufReader::new(source));
        Self {
            file: file.to_owned(),
            reader: Reader::from_reader(source),
            buffer: Vec::new(),
            line: 1,
            depth: 0,
            cells: Vec::new(),
            bytes: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// The next item, or `None` at the end.
    ///
    /// # Errors
    /// When what is read is no well-formed XML, or breaks off.
    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>, IngestError> {
        let mut item = None;
        loop {
            let line = self.line;
            self.buffer.clear();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => return Err(wrong(&self.file, line, error.to_string())),
            };
            self.line += event.bytes().filter(|&byte| byte == b'\n').count() as u64;
            match event {
                Event::Start(start) if item.is_none() => {
                    self.depth += 1;
                    if is_item(&start) {
                        item = Some(Item::at(self.depth, line));
                        self.cells = vec![String::new(); HEADERS.len()];
                    }
                }
                Event::Start(start) => {
                    self.depth += 1;
                    if let Some(item) = &mut item {
                        item.enter(self.depth, &start, &mut self.cells);
                    }
                }
                Event::Empty(start) => {
                    if let Some(item) = &mut item {
                        item.enter(self.depth + 1, &start, &mut self.cells);
                        item.leave(self.depth + 1);
                    }
                }
                Event::End(_) => {
                    if let Some(item) = item.as_mut().filter(|item| item.depth < self.depth) {
                        item.leave(self.depth);
                    } else if let Some(Item { line, .. }) = item {
                        self.depth -= 1;
                        return Ok(Some(self.row(line)));
                    }
                    self.depth = self.depth.saturating_sub(1);
                }
                Event::Eof if self.depth == 0 => return Ok(None),
                Event::Eof => return Err(wrong(&self.file, line, "it breaks off".to_owned())),
                Event::Text(text) => say(&item, self.depth, &text, &mut self.cells),
                Event::CData(text) => say(&item, self.depth, &text, &mut self.cells),
                Event::GeneralRef(name) => match resolved(&name) {
                    Some(text) => say(&item, self.depth, &text, &mut self.cells),
                    None => {
                        // What is no word may be anything.
                        let is_word = name.len() <= 20 && name.chars().all(char::is_alphanumeric);
                        let called = if is_word {
                            format!("`&{};`", &*name)
                        } else {
                            "in it".to_owned()
                        };
                        let reason = format!("the entity {called} is not known");
                        return Err(wrong(&self.file, line, reason));
                    }
                },
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
            if self.cells.iter().any(|cell| cell.len() > MOST_TEXT) {
                let reason = format!("a text is longer than {MOST_TEXT} bytes");
                return Err(wrong(&self.file, line, reason));
            }
        }
    }

    /// The cells as the row of an item that begins on `line`.
    fn row(&mut self, line: u64) -> Row<'_> {
        self.bytes.clear();
        self.ends.clear();
        for cell in &self.cells {
            self.bytes.extend_from_slice(cell.trim().as_bytes());
            self.ends.push(self.bytes.len());
        }
        Row::new(&self.bytes, &self.ends, line)
    }
}

/// An item that is being read.
struct Item {
    /// Its own depth, and the line that it begins on.
    depth: usize,
    line: u64,
    /// The column that the open element is; `None` for one that is none, or was there before.
    column: Option<usize>,
}

impl Item {
    fn at(depth: usize, line: u64) -> Self {
        Self {
            depth,
            line,
            column: None,
        }
    }

    /// An element begins at this depth.
    fn enter(&mut self, depth: usize, start: &BytesStart<'_>, cells: &mut [String]) {
        if depth != self.depth + 1 {
            return;
        }
        let name = start.local_name();
        self.column = HEADERS
            .iter()
            .position(|header| *header == name.into_inner())
            // The first one of several counts.
            .filter(|&at| cells.get(at).is_some_and(String::is_empty));
        // Atom says where a link leads in an attribute.
        if let (Some(cell), Ok(Some(href))) = (
            self.column.and_then(|at| cells.get_mut(at)),
            start.try_get_attribute("href"),
        ) && let Ok(text) = href.normalized_value(XmlVersion::Implicit1_0)
        {
            cell.push_str(&text);
        }
    }

    /// The element at this depth ends.
    fn leave(&mut self, depth: usize) {
        if depth == self.depth + 1 {
            self.column = None;
        }
    }
}

/// Adds text that stands at this depth to the cell that it belongs to.
fn say(item: &Option<Item>, depth: usize, text: &str, cells: &mut [String]) {
    if let Some(item) = item
        && depth == item.depth + 1
        && let Some(cell) = item.column.and_then(|at| cells.get_mut(at))
    {
        cell.push_str(text);
    }
}

fn is_item(start: &BytesStart<'_>) -> bool {
    matches!(start.local_name().into_inner(), "item" | "entry")
}

/// What an entity stands for; `None` if XML itself does not know it.
fn resolved(name: &BytesRef<'_>) -> Option<String> {
    match name.resolve_char_ref() {
        Ok(Some(letter)) => Some(letter.to_string()),
        Ok(None) => resolve_predefined_entity(name).map(str::to_owned),
        Err(_) => None,
    }
}

fn wrong(file: &str, line: u64, reason: String) -> IngestError {
    IngestError::Feed {
        file: file.to_owned(),
        line,
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn items(text: &[u8]) -> Result<Vec<(u64, Vec<String>)>, IngestError> {
        let mut rows = FeedRows::start("feed.xml", Cursor::new(text.to_vec()));
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let cell = |at| String::from_utf8_lossy(row.cell(Some(at))).into_owned();
            all.push((row.line, (0..row.len()).map(cell).collect()));
        }
        Ok(all)
    }

    fn column(name: &str) -> usize {
        HEADERS
            .iter()
            .position(|header| *header == name)
            .expect("a header")
    }

    const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>
<title>The shop</title><link>https://shop.example</link>
<item>
  <g:id>LAMP-1</g:id><title><![CDATA[A <b>lamp</b>]]></title><g:description>…</g:description>
  <link>https://shop.example/lamp?a=1&amp;b=2</link>
  <g:shipping><g:country>GB</g:country><g:price>4.00 GBP</g:price></g:shipping>
  <g:price>15.00 GBP</g:price><g:sale_price>12.50 GBP</g:sale_price>
  <g:product_type>Home &gt; Lamps</g:product_type><g:product_type>Gifts</g:product_type>
  <g:brand>Caf&#233; &#x26; Co</g:brand>
</item>
<item><g:id>B</g:id><g:brand/></item>
</channel></rss>"#;

    #[test]
    fn an_item_is_a_row_of_what_stands_directly_in_it() {
        let items = items(RSS.as_bytes()).expect("a feed");
        assert_eq!(items.len(), 2, "what the channel says of itself is none");
        let (line, lamp) = &items[0];
        assert_eq!(*line, 4);
        let of = |name| lamp[column(name)].as_str();
        assert_eq!(of("id"), "LAMP-1");
        assert_eq!(of("title"), "A <b>lamp</b>");
        assert_eq!(of("link"), "https://shop.example/lamp?a=1&b=2");
        assert_eq!(of("price"), "15.00 GBP", "not that of the shipping");
        assert_eq!(of("product_type"), "Home > Lamps", "the first of several");
        assert_eq!(of("brand"), "Café & Co");
        assert_eq!(items[1].0, 12);
        assert_eq!(items[1].1[column("id")], "B");
    }

    #[test]
    fn atom_says_where_a_link_leads_in_an_attribute() {
        let text = r#"<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><entry><g:id>A</g:id><link href="/a?x=1&amp;y"/></entry></feed>"#;
        let items = items(text.as_bytes()).expect("a feed");
        assert_eq!(items[0].1[column("link")], "/a?x=1&y");
    }

    #[test]
    fn what_is_no_feed_is_named_with_its_line() {
        for (text, told) in [
            ("<rss><channel>\n<item><id>A</id></channel></rss>", "line 2"),
            ("<rss><channel>\n<item>\n<id>A</id>", "breaks off"),
            ("<rss><item><id>&bomb;</id></item></rss>", "`&bomb;`"),
            (
                "<!DOCTYPE r [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]><rss><item><id>&b;</id></item></rss>",
                "`&b;`",
            ),
            ("<rss><item><id>&#x0;</id></item></rss>", "entity"),
        ] {
            let error = items(text.as_bytes()).expect_err(text).to_string();
            assert!(
                error.contains(told) && error.contains("feed.xml"),
                "{error}"
            );
        }
        let long = format!(
            "<rss><item><id>{}</id></item></rss>",
            "x".repeat(MOST_TEXT + 1)
        );
        assert!(
            items(long.as_bytes())
                .expect_err("long")
                .to_string()
                .contains("longer")
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0..900_usize, cut in 0..1_200_usize) {
            let _ = items(&bytes);
            let mut feed = RSS.as_bytes().to_vec();
            feed.splice(at.min(feed.len())..(at + 1).min(feed.len()), bytes.into_iter().take(3));
            feed.truncate(cut);
            let _ = items(&feed);
        }
    }
}
