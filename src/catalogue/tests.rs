use super::*;

fn today() -> Date {
    "2026-11-24".parse().unwrap()
}

fn fixture() -> Files {
    [
        ("authorities.toml", include_str!("fixtures/authorities.toml")),
        ("calendar.toml", include_str!("fixtures/calendar.toml")),
        ("procedures/mau.toml", include_str!("fixtures/procedure.toml")),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into()
}

#[test]
fn the_fixture_compiles() {
    let compiled = compile_files(&fixture(), today(), Vec::new());
    let compiled = compiled.unwrap_or_else(|errors| panic!("{errors}"));
    println!("{}", compiled.report);
    println!("{}", String::from_utf8_lossy(&compiled.index_json));
    assert_eq!(compiled.procedures.len(), 1);
}
