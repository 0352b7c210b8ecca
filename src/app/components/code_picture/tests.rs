use super::*;

#[test]
fn the_path_covers_exactly_the_dark_modules() {
    let qr = QRBuilder::new("HS1:ABC123").ecl(ECL::L).build().unwrap();
    let n_dark =
        (0..qr.size).flat_map(|row| qr[row].iter()).filter(|module| module.value()).count();
    let path = path_of(&qr);
    let n_drawn: usize = path
        .split('M')
        .filter_map(|run| run.split_once('h')?.1.split_once('v')?.0.parse::<usize>().ok())
        .sum();
    assert_eq!(n_drawn, n_dark);
    // The finder pattern: seven dark modules in the first row, behind the quiet zone.
    assert!(path.starts_with("M4 4h7v1h-7z"), "{path}");
}
