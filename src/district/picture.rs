//! Whether bytes are a page: a JPEG or PNG that decodes, of a size a person could have photographed.
//!
//! Not here: whether it can be read by a person. The device advises; a blurred page is still a page.
//!
//! Invariant: "No receipt without proof: every page was decoded to its last row."

use image::{ImageDecoder as _, ImageError, ImageReader, Limits};
use std::io::Cursor;

/// Most pixels of a page: the largest common phone camera, with a margin.
pub(crate) const MAX_PIXELS: u64 = 40_000_000;

/// Kind of an image, told by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PictureKind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

/// Why bytes are not a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotAPicture {
    /// Neither JPEG nor PNG by the first bytes.
    OtherKind,
    /// More than [`MAX_PIXELS`].
    TooManyPixels,
    /// It begins like an image and does not decode.
    Broken,
}

impl PictureKind {
    /// The stored name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            PictureKind::Jpeg => "jpeg",
            PictureKind::Png => "png",
        }
    }
    /// The kind with this stored name.
    pub(crate) fn find(name: &str) -> Option<Self> {
        [PictureKind::Jpeg, PictureKind::Png].into_iter().find(|kind| kind.name() == name)
    }
    /// The content type.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            PictureKind::Jpeg => "image/jpeg",
            PictureKind::Png => "image/png",
        }
    }
}

/// Sniffs, measures, then decodes. Blocks for tens of milliseconds; the pixels are dropped.
pub(crate) fn check(bytes: &[u8]) -> Result<PictureKind, NotAPicture> {
    let (kind, format) = if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        (PictureKind::Jpeg, image::ImageFormat::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        (PictureKind::Png, image::ImageFormat::Png)
    } else {
        return Err(NotAPicture::OtherKind);
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    // Four channels of sixteen bits are the most a PNG has.
    limits.max_alloc = Some(MAX_PIXELS * 8);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|error| why(&error))?;
    let (width, height) = decoder.dimensions();
    let n_pixels = u64::from(width) * u64::from(height);
    if n_pixels > MAX_PIXELS {
        return Err(NotAPicture::TooManyPixels);
    }
    // A JPEG without its end marker was cut off; the decoder would fill the rest with gray.
    if kind == PictureKind::Jpeg && !bytes.windows(2).rev().any(|pair| pair == [0xFF, 0xD9]) {
        return Err(NotAPicture::Broken);
    }
    let n_bytes = usize::try_from(decoder.total_bytes()).map_err(|_| NotAPicture::TooManyPixels)?;
    let mut pixels = vec![0; n_bytes];
    decoder.read_image(&mut pixels).map_err(|error| why(&error))?;
    Ok(kind)
}

fn why(error: &ImageError) -> NotAPicture {
    match error {
        ImageError::Limits(_) => NotAPicture::TooManyPixels,
        _ => NotAPicture::Broken,
    }
}

#[cfg(test)]
mod tests;
