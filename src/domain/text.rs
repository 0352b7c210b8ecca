//! Vietnamese text: folding for search, and the search itself.
//!
//! Not here: normalising to NFC. The page asks the browser, the district a library.
//!
//! Invariant: "Search works without the network and without diacritics."

use crate::catalogue::CatalogueIndex;

/// Lower case without tone marks, hats, breves and horns; đ becomes d; runs of other signs become one space.
pub fn fold(_text: &str) -> String {
    unimplemented!()
}

/// Indexes into [`CatalogueIndex::procedures`], best first: exact with marks, exact folded, prefix, contains, one edit away.
pub fn search(_index: &CatalogueIndex, _query: &str) -> Vec<usize> {
    unimplemented!()
}
