use super::*;
use fast_qr::{ECL, Mode, QRBuilder};
use proptest::prelude::*;

#[test]
fn the_path_covers_exactly_the_dark_modules() {
    let qr = Qr::of("HS1:ABC123").unwrap();
    let all = (0..qr.size()).flat_map(|y| (0..qr.size()).map(move |x| (x, y)));
    let n_dark = all.filter(|(x, y)| qr.is_dark(*x, *y)).count();
    let path = path_of(&qr);
    let n_drawn: usize = path
        .split('M')
        .filter_map(|run| run.split_once('h')?.1.split_once('v')?.0.parse::<usize>().ok())
        .sum();
    assert_eq!(n_drawn, n_dark);
    // The finder pattern: seven dark modules in the first row, behind the quiet zone.
    assert!(path.starts_with("M4 4h7v1h-7z"), "{path}");
}

/// Another implementation makes the same code, module for module, with one of the eight masks.
fn check(text: &str, mode: Mode) {
    let theirs = QRBuilder::new(text).ecl(ECL::L).mode(mode).build().unwrap();
    let is_theirs = |ours: &Qr| {
        ours.size() == theirs.size
            && (0..ours.size())
                .all(|y| (0..ours.size()).all(|x| ours.is_dark(x, y) == theirs[y][x].value()))
    };
    assert!(Qr::all_masks(text).iter().any(is_theirs), "{} bytes: {text}", text.len());
}

#[test]
fn every_version_is_as_the_standard_says() {
    for n in
        [1, 17, 18, 60, 106, 134, 192, 230, 271, 367, 458, 520, 586, 620, 644, 792, 929, 1091, 1273]
    {
        check(
            &"ờ".repeat(n / 3).chars().chain("a".repeat(n % 3).chars()).collect::<String>(),
            Mode::Byte,
        );
        check(&"HS1:A9".repeat(n)[..n], Mode::Alphanumeric);
    }
    assert_eq!(Qr::of(&"a".repeat(1274)), None, "too long is said, not drawn");
}

proptest! {
    #[test]
    fn any_text_is_as_the_standard_says(text in "[a-zà-ỹ0-9 ,.]{1,250}") {
        check(&format!("a{text}"), Mode::Byte);
    }
}
