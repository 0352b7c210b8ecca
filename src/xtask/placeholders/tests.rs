use super::*;

fn source(name: &str, text: &str) -> Source {
    Source { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// The hash of a test is the length of the bytes: short and predictable.
fn length(parts: &[&[u8]]) -> String {
    parts.iter().map(|part| part.len()).sum::<usize>().to_string()
}

fn check_names(text: &str, expected: &[&str]) {
    let expected: BTreeSet<String> = expected.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(placeholders(text), expected, "{text}");
}

#[test]
fn only_whole_names_in_double_braces_are_placeholders() {
    check_names("<script src={{boot.js}}>", &["boot.js"]);
    check_names("{{icons/a-1.png}} and {{icons/a-1.png}}", &["icons/a-1.png"]);
    check_names("const a = {{ b: 1 }}; `${{}}`", &[]);
    check_names("{{a", &[]);
    check_names("{{{a.js}}}", &[]);
    check_names("", &[]);
}

#[test]
fn a_file_that_refers_is_hashed_after_what_it_refers_to() {
    let assets = resolve(
        vec![
            source("boot.js", "import '{{app.js}}'"),
            source("app.js", "0123456789"),
            source("fonts/a.woff2", "xyz"),
            source("app.css", "url({{fonts/a.woff2}})"),
        ],
        length,
    )
    .unwrap();
    assert_eq!(assets["app.js"].url, "/assets/app.10.js");
    assert_eq!(assets["fonts/a.woff2"].url, "/assets/a.3.woff2");
    assert_eq!(assets["boot.js"].bytes, b"import '/assets/app.10.js'");
    assert_eq!(assets["app.css"].bytes, b"url(/assets/a.3.woff2)");
}

#[test]
fn the_address_changes_when_what_is_referred_to_changes() {
    let boot = |script: &str| {
        resolve(vec![source("boot.js", "{{app.js}}"), source("app.js", script)], |parts| {
            crate::site::hash(parts)
        })
        .unwrap()["boot.js"]
            .url
            .clone()
    };
    assert_eq!(boot("a"), boot("a"));
    assert_ne!(boot("a"), boot("b"));
}

#[test]
fn a_last_part_stands_for_the_whole_name_when_unambiguous() {
    let names = |names: &[&str]| names.iter().map(|&n| n.to_owned()).collect::<BTreeSet<_>>();
    let check = |name: &str, all: &[&str], expected: Option<&str>| {
        assert_eq!(full_name(name, &names(all)).as_deref(), expected, "{name} in {all:?}");
    };
    check("a.png", &["icons/a.png"], Some("icons/a.png"));
    check("a.png", &["icons/a.png", "big/a.png"], None);
    check("a.png", &["a.png", "big/a.png"], Some("a.png"));
    check("b.png", &["icons/a.png"], None);
}

#[test]
fn an_unknown_name_and_a_circle_are_errors_that_name_the_file() {
    let error = resolve(vec![source("boot.js", "{{ap.js}}"), source("app.js", "")], length)
        .unwrap_err()
        .to_string();
    assert_eq!(error, "boot.js: {{ap.js}} names no file; there are: app.js, boot.js");
    let error = resolve(vec![source("a.js", "{{b.js}}"), source("b.js", "{{a.js}}")], length)
        .unwrap_err()
        .to_string();
    assert_eq!(error, "these files refer to each other in a circle: a.js, b.js");
}

#[test]
fn special_names_are_filled_in_and_binary_files_left_alone() {
    let assets = resolve(vec![source("a.png", "{{nothing}}")], length).unwrap();
    assert_eq!(assets["a.png"].bytes, b"{{nothing}}");
    let special = BTreeMap::from([("build", "b7".to_owned())]);
    let filled = fill("sw.js", "v='{{build}}' '{{a.png}}'", &assets, &special).unwrap();
    assert_eq!(filled, "v='b7' '/assets/a.11.png'");
}

#[test]
fn reachable_follows_references_and_nothing_else() {
    let assets = resolve(
        vec![
            source("boot.js", "{{app.js}}"),
            source("app.js", ""),
            source("desk.css", ""),
            source("font.woff2", ""),
            source("app.css", "{{font.woff2}}"),
        ],
        length,
    )
    .unwrap();
    let reached = reachable(&["{{boot.js}} {{app.css}}"], &assets);
    let reached: Vec<_> = reached.iter().map(String::as_str).collect();
    assert_eq!(reached, ["app.css", "app.js", "boot.js", "font.woff2"]);
}
