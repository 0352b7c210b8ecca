//! Packs: the procedures of one field in one file, in Vietnamese alone and with English.
//!
//! Not here: what a procedure holds, and reading packs back (see [`crate::site`]).
//!
//! Invariant: "The same procedures make the same names, whatever else is in the catalogue."

use crate::procedure::AuthoredProcedure;
use crate::{SiteFile, hash_of, to_json};
use domain::catalogue::{FORMAT, Pack, Procedure};
use serde_json::Value;
use std::collections::BTreeMap;

/// Addresses of both packs of a field: Vietnamese, and with English.
pub(crate) type Names = BTreeMap<String, (String, String)>;

/// The packs of a catalogue and their addresses.
pub(crate) fn pack(authored: &[AuthoredProcedure]) -> (Vec<SiteFile>, Names) {
    let mut fields: BTreeMap<&str, Vec<Procedure>> = BTreeMap::new();
    for authored in authored {
        fields.entry(&authored.field).or_default().push(authored.procedure.clone());
    }
    let (mut files, mut names) = (Vec::new(), Names::new());
    for (field, procedures) in fields {
        let both = to_json(&Pack { format: FORMAT, procedures });
        let vietnamese = without_english(&both);
        let mut put = |name: String, bytes: Vec<u8>| {
            let path = format!("catalogue/{name}.{}.json", hash_of(&[&bytes]));
            let address = format!("/{path}");
            files.push(SiteFile { path, bytes });
            address
        };
        let addresses = (put(field.to_owned(), vietnamese), put(format!("{field}.en"), both));
        names.insert(field.to_owned(), addresses);
    }
    (files, names)
}

/// The same file without its translations: half of the bytes, for the many who never read them.
fn without_english(json: &[u8]) -> Vec<u8> {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                // A text: nothing else has a Vietnamese member.
                if members.contains_key("vi") {
                    members.remove("en");
                }
                members.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value: Value =
        serde_json::from_slice(json).expect("invariant: what was written as JSON reads as JSON");
    strip(&mut value);
    to_json(&value)
}
