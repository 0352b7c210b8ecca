//! The first bytes of a file: which kind of picture it is, and how large.
//!
//! Not here: decoding. The browser does that; this tells a picture from a text that is called `.jpg`.
//!
//! Invariant: "A file's name is never believed."

/// Kinds of picture we can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
    /// HEIC, HEIF: the iPhone's own, which most browsers do not open.
    Heic,
    /// Another picture some browsers open: AVIF, GIF, BMP, TIFF.
    Other,
}

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    /// The kind.
    pub(super) format: Format,
    /// Width and height as stored, before the camera's orientation; `None` when not found.
    pub(super) size: Option<(u32, u32)>,
}

/// Reads the first bytes; `None` when they are no picture.
pub(super) fn find(bytes: &[u8]) -> Option<Header> {
    let begins = |at: usize, with: &[u8]| bytes.get(at..).is_some_and(|b| b.starts_with(with));
    let header = |format, size| Some(Header { format, size });
    if begins(0, &[0xFF, 0xD8, 0xFF]) {
        return header(Format::Jpeg, jpeg_size(bytes));
    }
    if begins(0, b"\x89PNG\r\n\x1a\n") {
        return header(Format::Png, be32(bytes, 16).zip(be32(bytes, 20)));
    }
    if begins(0, b"RIFF") && begins(8, b"WEBP") {
        return header(Format::WebP, None);
    }
    if begins(4, b"ftyp") {
        return match bytes.get(8..12)? {
            b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" | b"mif1" | b"msf1" => {
                header(Format::Heic, None)
            }
            b"avif" | b"avis" => header(Format::Other, None),
            // Videos have this box too.
            _ => None,
        };
    }
    let others: [&[u8]; 5] = [b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*"];
    if others.iter().any(|magic| begins(0, magic)) {
        return header(Format::Other, None);
    }
    None
}

/// Walks the segments of a JPEG to the start of frame (ITU-T T.81, B.1.1.3).
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            // Fill bytes before a marker.
            0xFF => at += 1,
            // Markers without a length.
            0x01 | 0xD0..=0xD8 => at += 2,
            // Frames; C4, C8 and CC are tables.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                return be16(bytes, at + 7).zip(be16(bytes, at + 5));
            }
            // The scan or the end came first.
            0xDA | 0xD9 => return None,
            _ => at += 2 + be16(bytes, at + 2)? as usize,
        }
    }
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    let pair: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(u32::from(u16::from_be_bytes(pair)))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests;
