//! The procedures of the catalogue in this repository, read without proofs, cases and links.

use super::*;

pub(super) fn files() -> Files {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/catalogue");
    let (mut files, mut mistakes) = (Files::new(), Vec::new());
    for name in ["authorities.toml", "calendar.toml"] {
        load(&dir, name, &mut files, &mut mistakes);
    }
    for stem in stems(&dir, "procedures", &mut mistakes) {
        load(&dir, &format!("procedures/{stem}.toml"), &mut files, &mut mistakes);
    }
    assert_eq!(mistakes, []);
    files
}

/// All procedures; combined ones last.
pub(super) fn procedures() -> Vec<Procedure> {
    read().1.into_iter().map(|authored| authored.procedure).collect()
}

/// An index with all procedures and places.
pub(super) fn index() -> CatalogueIndex {
    let (offices, authored) = read();
    CatalogueIndex {
        procedures: authored.iter().map(|a| entry(a, &pack::Names::new())).collect(),
        authorities: offices.authorities,
        units: offices.units,
        ..compiled().index
    }
}

pub(super) fn read() -> (places::Offices, Vec<AuthoredProcedure>) {
    let (files, mut mistakes) = (files(), Vec::new());
    let offices = with_file(&files, "authorities.toml", &mut mistakes, |reader| {
        places::read_authorities(reader, today())
    });
    let offices = offices.unwrap().0;
    let places = offices.authorities.iter().flat_map(|authority| &authority.places);
    let places: Vec<String> = places.map(|place| place.id.clone()).collect();
    let mut authored: Vec<AuthoredProcedure> = Vec::new();
    let is_combined = |text: &str| text.contains("\n[[edition.part]]");
    for combined in [false, true] {
        for (name, text) in &files {
            let stem = name.strip_prefix("procedures/").and_then(|n| n.strip_suffix(".toml"));
            let Some(stem) = stem.filter(|_| is_combined(text) == combined) else { continue };
            let read = with_file(&files, name, &mut mistakes, |reader| {
                procedure::read(reader, stem, &places, &authored, today())
            });
            authored.extend(read);
        }
    }
    assert_eq!(mistakes, []);
    (offices, authored)
}
