//! Photographs of papers that do not exist.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

/// A JPEG of noise, different for every seed. Noise hardly shrinks: about half a byte a pixel.
pub fn photo(seed: u32, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 60)
        .write_image(&noise(seed, width, height), width, height, ExtendedColorType::L8)
        .expect("invariant: noise encodes");
    bytes
}

/// The same as a PNG.
pub fn png_photo(seed: u32, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(&noise(seed, width, height), width, height, ExtendedColorType::L8)
        .expect("invariant: noise encodes");
    bytes
}

fn noise(seed: u32, width: u32, height: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let step = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 24) as u8
    };
    (0..width * height).map(step).collect()
}
