//! What the notes must know of a snapshot and of the built package.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clap::ValueEnum;

use crate::folder::{FolderError, SnapshotFolder};
use crate::listing::ListedProduct;

/// Most hosts of pictures that a content security policy names one by one.
const MOST_PICTURE_HOSTS: usize = 12;

/// A snapshot, as far as notes speak of it.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The build.
    pub build: String,
    /// Seconds until prices and stock are no longer claimed.
    pub stale_after: u32,
    /// Whether it names offers.
    pub offers: bool,
    /// Whether it names a policy, which brings the widget of all shelves.
    pub policy: bool,
    /// Files beside the manifest: intent, offers, policy.
    pub beside: Vec<String>,
    /// Scheme and host of pictures elsewhere; `None` if there are more than a policy would name.
    pub picture_hosts: Option<BTreeSet<String>>,
    /// Pictures without a host.
    pub relative_pictures: u64,
    /// Links without a host.
    pub relative_links: u64,
    /// A product id.
    pub example_id: Option<String>,
    /// What the ids look like.
    pub ids: IdKind,
}

/// What a shop's platform calls the ids of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum IdKind {
    /// Stock keeping units.
    Sku,
    /// Ids of variants (Shopify) or variations (WooCommerce).
    Variant,
    /// Ids of products.
    Product,
    /// Handles of products, the last part of their address.
    Handle,
}

impl IdKind {
    /// In a sentence, and many of them.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Sku => "SKUs",
            Self::Variant => "variant ids",
            Self::Product => "product ids",
            Self::Handle => "handles",
        }
    }

    /// What most ids look like, by their products' addresses and their digits.
    fn of(products: &[ListedProduct]) -> Self {
        let most = |fits: &dyn Fn(&ListedProduct) -> bool| {
            let fitting = products.iter().filter(|product| fits(product)).count();
            fitting > 0 && fitting * 2 > products.len()
        };
        let address = |product: &ListedProduct| product.url.clone().unwrap_or_default();
        let names = |product: &ListedProduct, before: &str| {
            let named = format!("{before}{}", product.id);
            address(product)
                .split(['?', '&', '#'])
                .any(|part| part.trim_end_matches('/').ends_with(&named))
        };
        if most(&|product| names(product, "variant=")) {
            Self::Variant
        } else if most(&|product| product.id.bytes().all(|digit| digit.is_ascii_digit())) {
            // Lines of orders name what was bought, which is a variant where there are families.
            match most(&|product| product.group.is_some()) {
                true => Self::Variant,
                false => Self::Product,
            }
        } else if most(&|product| names(product, "/")) {
            Self::Handle
        } else {
            Self::Sku
        }
    }
}

impl Facts {
    /// Reads them from a folder and its products.
    ///
    /// # Errors
    /// [`FolderError`] names the file and what is wrong with it.
    pub fn read(folder: &SnapshotFolder) -> Result<Self, FolderError> {
        let products = crate::listing::products(folder)?;
        let manifest = folder.manifest();
        let mut hosts = BTreeSet::new();
        let (mut relative_pictures, mut relative_links) = (0, 0);
        for product in &products {
            match product.image.as_deref().map(origin) {
                Some(Some(host)) => drop(hosts.insert(host)),
                Some(None) => relative_pictures += 1,
                None => {}
            }
            let link = product.url.as_deref();
            relative_links += u64::from(link.is_some_and(|link| origin(link).is_none()));
        }
        let beside = [&manifest.intent, &manifest.offers, &manifest.rulebook];
        Ok(Self {
            build: manifest.build.clone(),
            stale_after: manifest.stale_after,
            offers: manifest.offers.is_some(),
            policy: manifest.rulebook.is_some(),
            beside: beside.into_iter().flatten().cloned().collect(),
            picture_hosts: (hosts.len() <= MOST_PICTURE_HOSTS).then_some(hosts),
            relative_pictures,
            relative_links,
            example_id: products.first().map(|product| product.id.clone()),
            ids: IdKind::of(&products),
        })
    }
}

/// Scheme and host of an address; `None` if it has none.
fn origin(address: &str) -> Option<String> {
    let (scheme, behind) = address.split_once("//")?;
    let host = behind.split(['/', '?', '#']).next()?;
    let safe = |letter: char| letter.is_ascii_alphanumeric() || ".-:[]".contains(letter);
    let known = matches!(scheme, "http:" | "https:" | "");
    (known && !host.is_empty() && host.chars().all(safe)).then(|| match scheme {
        "" => format!("https://{host}"),
        _ => format!("{scheme}//{host}"),
    })
}

/// The built package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// Names of its Wasm files.
    pub wasm: Vec<String>,
}

impl Package {
    /// Looks into the folder that holds `setwise.js`; `None` if it does not.
    #[must_use]
    pub fn read(folder: &Path) -> Option<Self> {
        if !folder.join("setwise.js").is_file() {
            return None;
        }
        let mut wasm: Vec<String> = fs::read_dir(folder)
            .ok()?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name.ends_with(".wasm"))
            .collect();
        wasm.sort();
        Some(Self { wasm })
    }

    /// The Wasm whose name is `stem` and a checksum.
    #[must_use]
    pub fn wasm_of(&self, stem: &str) -> Option<&str> {
        let named = |name: &&String| {
            let rest = name.strip_prefix(stem);
            rest.is_some_and(|rest| rest.starts_with('-'))
        };
        self.wasm.iter().find(named).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn products(rows: &[(&str, &str, Option<&str>)]) -> Vec<ListedProduct> {
        let product = |&(id, url, group): &(&str, &str, Option<&str>)| ListedProduct {
            id: id.to_owned(),
            title: id.to_owned(),
            price: None,
            currency: "EUR".to_owned(),
            url: Some(url.to_owned()),
            image: None,
            category: Vec::new(),
            brand: None,
            popularity: 0,
            in_stock: true,
            attributes: Vec::new(),
            group: group.map(str::to_owned),
        };
        rows.iter().map(product).collect()
    }

    #[test]
    fn ids_are_known_by_the_addresses_of_their_products() {
        let handles = products(&[
            ("lamp", "https://shop.example/products/lamp", None),
            ("vase", "/products/vase/", None),
        ]);
        assert_eq!(IdKind::of(&handles), IdKind::Handle);
        let variants = products(&[("4471", "/products/lamp?variant=4471", None)]);
        assert_eq!(IdKind::of(&variants), IdKind::Variant);
        assert_eq!(
            IdKind::of(&products(&[("17", "/?p=17", None)])),
            IdKind::Product
        );
        assert_eq!(
            IdKind::of(&products(&[("17", "/shirt", Some("shirt"))])),
            IdKind::Variant
        );
        assert_eq!(
            IdKind::of(&products(&[("L-1", "/lamp", None)])),
            IdKind::Sku
        );
        assert_eq!(IdKind::of(&[]), IdKind::Sku);
    }

    #[test]
    fn only_what_can_stand_in_a_policy_is_a_host() {
        assert_eq!(
            origin("https://cdn.example/a.jpg"),
            Some("https://cdn.example".to_owned())
        );
        assert_eq!(
            origin("//cdn.example/a.jpg"),
            Some("https://cdn.example".to_owned())
        );
        for text in [
            "/a.jpg",
            "a.jpg",
            "data:image/png;x//y",
            "https://a;b/c",
            "https:///c",
        ] {
            assert_eq!(origin(text), None, "{text}");
        }
    }
}
