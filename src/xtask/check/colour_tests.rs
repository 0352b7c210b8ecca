use super::*;

fn check_ratio(a: &str, b: &str, expected: f64) {
    let ratio = contrast(parse(a).unwrap(), parse(b).unwrap());
    assert!((ratio - expected).abs() < 0.01, "{a} on {b}: {ratio}");
}

#[test]
fn ratios_are_those_of_wcag() {
    check_ratio("#000", "#fff", 21.0);
    check_ratio("white", "#ffffff", 1.0);
    check_ratio("#767676", "#fff", 4.54);
    check_ratio("#ff0000", "#fff", 4.0);
}

const TOKENS: &str = "
/* pair: --ink on --paper, --quiet on --paper
   shape: --line on --paper */
@layer base {
  :root { --ink: #000; --paper: #fff; --quiet: var(--grey); --grey: #767676; --line: #949494; }
  @media (prefers-color-scheme: dark) { :root { --ink: #fff; --paper: #000 } }
}";

#[test]
fn good_pairs_pass_in_every_theme() {
    assert_eq!(mistakes(TOKENS), [""; 0]);
}

#[test]
fn a_weak_pair_is_named_with_ratio_and_theme() {
    let weak = TOKENS.replace("--grey: #767676", "--grey: #888");
    assert_eq!(mistakes(&weak), ["--quiet on --paper has 3.54 : 1 and needs 4.5 : 1 (:root)"]);
    let weak = TOKENS.replace("--line: #949494", "--line: #aaa");
    assert_eq!(mistakes(&weak), ["--line on --paper has 2.32 : 1 and needs 3 : 1 (:root)"]);
    let dark = TOKENS.replace("--paper: #000 }", "--paper: #777 }");
    let dark = mistakes(&dark);
    assert_eq!(dark.len(), 3, "{dark:?}");
    assert!(dark[0].contains("(@media (prefers-color-scheme: dark) :root)"), "{dark:?}");
}

#[test]
fn a_pair_without_a_colour_is_named() {
    let unknown = TOKENS.replace("--quiet: var(--grey)", "--quiet: var(--gray)");
    let found = mistakes(&unknown);
    assert_eq!(found[0], "--quiet on --paper names no colour (:root)");
    assert_eq!(mistakes(":root { --a: #000 }").len(), 1);
}
