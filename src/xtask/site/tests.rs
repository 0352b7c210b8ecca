use super::*;

#[test]
fn style_sheets_name_files_of_public() {
    let check = |css: &str, expected: &str| assert_eq!(name_assets(css), expected);
    check("a{color:red}", "a{color:red}");
    check("url(/assets-src/fonts/a.woff2)", "url({{fonts/a.woff2}})");
    check(
        "url(\"/assets-src/a.svg\") url('/assets-src/b.svg')",
        "url(\"{{a.svg}}\") url('{{b.svg}}')",
    );
}

#[test]
fn the_hash_depends_on_every_part_and_its_border() {
    assert_eq!(hash(&[b"ab", b"c"]).len(), 16);
    assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
    assert_ne!(hash(&[b"ab"]), hash(&[b"ac"]));
}

#[test]
fn brotli_is_read_back_unchanged() {
    let original = "giấy phép xây dựng ".repeat(200);
    let compressed = brotli(original.as_bytes()).unwrap();
    assert!(compressed.len() < 100, "{} bytes", compressed.len());
    let mut read = Vec::new();
    brotli::BrotliDecompress(&mut compressed.as_slice(), &mut read).unwrap();
    assert_eq!(read, original.as_bytes());
}

fn example() -> (Vec<Source>, Assets, Vec<File>) {
    let source =
        |name: &str, text: &str| Source { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    let fixed = vec![
        source("index.html", "<script src={{boot.js}}>"),
        source("sw.js", "const build='{{build}}', keep={{precache}};"),
        source("manifest.webmanifest", "{\"src\":\"{{icon.png}}\"}"),
    ];
    let assets = placeholders::resolve(
        vec![
            source("boot.js", "{{app.wasm}}"),
            source("app.wasm", "\0asm"),
            source("icon.png", "png"),
            source("desk.css", "p{}"),
        ],
        hash,
    )
    .unwrap();
    let catalogue = vec![File { path: "catalogue/index.json".to_owned(), bytes: b"{}".to_vec() }];
    (fixed, assets, catalogue)
}

#[test]
fn the_worker_keeps_the_page_what_it_refers_to_and_the_catalogue() {
    let (fixed, assets, catalogue) = example();
    let (files, build) = assemble(&fixed, &assets, catalogue).unwrap();
    let worker = files.iter().find(|file| file.path == "sw.js").unwrap();
    let worker = std::str::from_utf8(&worker.bytes).unwrap();
    assert!(worker.starts_with(&format!("const build='{build}'")), "{worker}");
    let list = worker.split("keep=").nth(1).unwrap().trim_end_matches(';');
    let list: Vec<String> = serde_json::from_str(list).unwrap();
    assert_eq!(list[0], "/");
    for name in ["boot.js", "app.wasm", "icon.png"] {
        assert!(list.contains(&assets[name].url), "{name} is kept");
    }
    assert!(list.contains(&"/catalogue/index.json".to_owned()));
    assert!(!list.contains(&assets["desk.css"].url), "the desk's sheet is not the resident's");
}

#[test]
fn the_build_is_named_by_all_its_files() {
    let build = |change: &dyn Fn(&mut Vec<Source>, &mut Vec<File>)| {
        let (mut fixed, assets, mut catalogue) = example();
        change(&mut fixed, &mut catalogue);
        assemble(&fixed, &assets, catalogue).unwrap().1
    };
    let same = build(&|_, _| {});
    assert_eq!(same, build(&|_, _| {}));
    assert_ne!(same, build(&|fixed, _| fixed[0].bytes.push(b' ')));
    assert_ne!(same, build(&|_, catalogue| catalogue[0].bytes.push(b' ')));
}

#[test]
fn a_missing_page_is_named() {
    let (_, assets, _) = example();
    let error = assemble(&[], &assets, vec![]).err().unwrap().to_string();
    assert_eq!(error, "public/index.html is missing");
}
