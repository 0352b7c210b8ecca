//! The doors of the module: bytes in, bytes out, for `phone.mjs`.
//!
//! Not here: anything that decides.
//!
//! Invariant: "What crosses is a catalogue, two numbers and a text."

#![expect(
    unsafe_code,
    reason = "a name that the host can find is `no_mangle`, which counts as unsafe"
)]

use crate::Catalogue;
use core::cell::RefCell;

thread_local! {
    static BYTES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static CATALOGUE: RefCell<Option<Catalogue>> = const { RefCell::new(None) };
}

/// Room for so many bytes, where the host writes the catalogue.
#[unsafe(no_mangle)]
extern "C" fn room(n_bytes: usize) -> *mut u8 {
    BYTES.with_borrow_mut(|bytes| {
        bytes.clear();
        bytes.resize(n_bytes, 0);
        bytes.as_mut_ptr()
    })
}

/// Reads the catalogue that was written; how many editions it has, 0 where it cannot be read.
#[unsafe(no_mangle)]
extern "C" fn load() -> usize {
    let read = BYTES.with_borrow(|bytes| Catalogue::from_json(bytes)).ok();
    let n_editions = read.as_ref().map_or(0, |catalogue| catalogue.editions().len());
    CATALOGUE.set(read);
    n_editions
}

/// Says what there is to say to an answer set; where it begins.
#[unsafe(no_mangle)]
extern "C" fn say(seed: u32, number: u32) -> *const u8 {
    let said = CATALOGUE
        .with_borrow(|catalogue| catalogue.as_ref().map(|catalogue| catalogue.say(seed, number)));
    BYTES.set(said.unwrap_or_default().into_bytes());
    BYTES.with_borrow(|bytes| bytes.as_ptr())
}

/// How many bytes were said.
#[unsafe(no_mangle)]
extern "C" fn length() -> usize {
    BYTES.with_borrow(Vec::len)
}
