use super::*;

fn text(path: &str, text: &str) -> Text {
    Text { path: path.to_owned(), text: text.to_owned() }
}

/// What the class check says about one sheet, one Rust file and one page.
fn check(css: &str, rust: &str, html: &str, expected: &[&str]) {
    let (sheet, code, page) =
        (text("a.css", css), text("src/app/a.rs", rust), text("index.html", html));
    assert_eq!(class_mistakes(&[&sheet], &[&code], &[page]), expected, "{css}\n{rust}");
}

#[test]
fn used_and_defined_classes_agree() {
    check(".a{} .b.c > .d__e--f:hover{}", r#"<p class="a b c d__e--f">"#, "", &[]);
    check("@layer components { .a { margin: .5rem } }", r#"class="a""#, "", &[]);
    check("@media (width > 3.5rem) { .a { } .b { } }", r#"<p class="a">"#, r#"class="b""#, &[]);
    check(
        "/* .x */ .a { background: url(a.png) }",
        r#"// class="y"
        <p class="a">"#,
        "",
        &[],
    );
    check(".a{ &.b { } &:not(.c) { } }", r#"<p class="a b" class:c=true>"#, "", &[]);
}

#[test]
fn a_class_without_style_is_named_with_its_place() {
    check("", "\n<p class=\"a\">", "", &["src/app/a.rs:2: the class a is in no style sheet"]);
    check(
        "",
        "<p class:a=move || x.get()>",
        "",
        &["src/app/a.rs:1: the class a is in no style sheet"],
    );
    check("", "", "<p class=\"a\">", &["index.html:1: the class a is in no style sheet"]);
    check(
        ".a{}",
        r#"class=move || { if on() { "a" } else { "b" } }"#,
        "",
        &["src/app/a.rs:1: the class b is in no style sheet"],
    );
}

#[test]
fn a_class_without_use_is_named_with_its_place() {
    check("p{}\n.a{}", "", "", &["a.css:2: the class a is used nowhere"]);
    check(
        ".a-b{}",
        r#"class="a""#,
        "",
        &[
            "src/app/a.rs:1: the class a is in no style sheet",
            "a.css:1: the class a-b is used nowhere",
        ],
    );
}

#[test]
fn classes_made_by_format_are_known_by_their_beginning() {
    check(".s{} .s--x{} .s--y{}", r#"class=format!("s s--{kind}")"#, "", &[]);
    check(
        ".s{}",
        r#"class=format!("s s--{kind}")"#,
        "",
        &["src/app/a.rs:1: no class begins with s--"],
    );
}

#[test]
fn what_is_compared_is_no_class_and_what_a_function_returns_is_a_use() {
    check(".a{} .b{}", r#"class=move || if l == "vi" { "a" } else { "b" }"#, "", &[]);
    check(
        ".a{} .b{}",
        r#"fn of(s: S) -> &'static str { match s { X => "a", Y => "b" } }"#,
        "",
        &[],
    );
    check(".a{}", "", "", &["a.css:1: the class a is used nowhere"]);
    check(".a{}", r#"<p class=class>"#, r#"<script>x.classList.add("a")</script>"#, &[]);
}

#[test]
fn the_browser_is_touched_in_its_places_only() {
    let check = |path: &str, code: &str, expected: usize| {
        let mistakes = browser_mistakes(path, code);
        assert_eq!(mistakes.len(), expected, "{path}: {mistakes:?}");
    };
    check("src/app/pages/home.rs", "use web_sys::Window;", 1);
    check("src/app/pages/home.rs", "// web_sys stays away", 0);
    check("src/app/platform/files.rs", "use web_sys::Window;", 0);
    check("src/replica/store/indexed_db.rs", "use web_sys::IdbDatabase;", 0);
    check("src/replica/sync.rs", "use web_sys::IdbDatabase;", 1);
    check("src/app/pages/home.rs", "<p inner_html=x />", 1);
    check("src/app/platform/files.rs", "<p inner_html=x />", 1);
}
