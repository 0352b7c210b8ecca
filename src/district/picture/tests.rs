use super::*;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _};

fn pixels(width: u32, height: u32) -> Vec<u8> {
    (0..width * height).map(|i| (i * 31 % 251) as u8).collect()
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 60)
        .write_image(&pixels(width, height), width, height, ExtendedColorType::L8)
        .unwrap();
    bytes
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::codecs::png::PngEncoder::new(&mut bytes)
        .write_image(&pixels(width, height), width, height, ExtendedColorType::L8)
        .unwrap();
    bytes
}

#[test]
fn pages_are_jpeg_or_png() {
    assert_eq!(super::check(&jpeg(320, 200)), Ok(PictureKind::Jpeg));
    assert_eq!(super::check(&png(320, 200)), Ok(PictureKind::Png));
}

#[test]
fn what_does_not_decode_is_no_page() {
    let check = |bytes: &[u8], expected| assert_eq!(super::check(bytes), Err(expected));
    check("Đơn xin".as_bytes(), NotAPicture::OtherKind);
    check(b"%PDF-1.7", NotAPicture::OtherKind);
    check(b"", NotAPicture::OtherKind);
    check(&[0xFF, 0xD8, 0xFF], NotAPicture::Broken);
    check(&[&[0xFF, 0xD8, 0xFF][..], "Đơn xin".as_bytes()].concat(), NotAPicture::Broken);
    let whole = jpeg(320, 200);
    check(&whole[..whole.len() / 2], NotAPicture::Broken);
    let whole = png(320, 200);
    check(&whole[..whole.len() / 2], NotAPicture::Broken);
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    // The header of a PNG of 30,000 × 30,000 pixels, without the pixels.
    let mut bomb = png(8, 8);
    bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let crc = crc32(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(super::check(&bomb), Err(NotAPicture::TooManyPixels));
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
        })
    };
    !bytes.iter().fold(u32::MAX, step)
}
