//! "Time to restock?": the shopper's own purchases, the likeliest to be bought again first.

use super::habits;
use crate::rank::candidates::Scratch;
use crate::request::Request;
use crate::snapshot::Snapshot;

/// Scores what the shopper bought before.
pub(crate) fn gather(shards: &[&Snapshot], request: &Request<'_>, scratch: &mut Scratch) {
    scratch.candidates.expect(request.history.len());
    habits::gather(shards, request, false, scratch);
}
