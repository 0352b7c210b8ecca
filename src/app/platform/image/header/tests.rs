use super::*;

fn check(bytes: &[u8], expected: Option<(Format, Option<(u32, u32)>)>) {
    assert_eq!(find(bytes).map(|h| (h.format, h.size)), expected, "{bytes:?}");
}

/// A JPEG's beginning: an APP1 segment of `n` bytes of metadata, a table, then the frame.
fn jpeg(n_metadata: u16, width: u16, height: u16) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE1];
    bytes.extend((n_metadata + 2).to_be_bytes());
    bytes.extend(vec![0xFF; usize::from(n_metadata)]);
    bytes.extend([0xFF, 0xDB, 0, 3, 9, 0xFF, 0xFF, 0xC2, 0, 17, 8]);
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes
}

#[test]
fn a_jpeg_says_its_size_behind_its_metadata() {
    check(&jpeg(0, 4000, 3000), Some((Format::Jpeg, Some((4000, 3000)))));
    check(&jpeg(60_000, 4000, 3000), Some((Format::Jpeg, Some((4000, 3000)))));
    let whole = jpeg(10, 1, 1);
    check(whole.get(..20).unwrap(), Some((Format::Jpeg, None)));
    check(&[0xFF, 0xD8, 0xFF, 0xDA, 0, 2], Some((Format::Jpeg, None)));
}

#[test]
fn other_pictures_are_known_by_their_first_bytes() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\0\0\0\x01\0";
    check(png, Some((Format::Png, Some((512, 256)))));
    check(b"RIFF\x10\0\0\0WEBPVP8 ", Some((Format::WebP, None)));
    check(b"\0\0\0\x18ftypheic\0\0\0\0", Some((Format::Heic, None)));
    check(b"GIF89a....", Some((Format::Other, None)));
}

#[test]
fn what_is_no_picture_is_none() {
    for bytes in ["", "Kính gửi: UBND phường", "%PDF-1.7", "<!doctype html>", "PK\u{3}\u{4}"]
    {
        check(bytes.as_bytes(), None);
    }
    check(b"\0\0\0\x18ftypmp42", None);
    check(b"\0\0\0\x18ftyp", None);
}
