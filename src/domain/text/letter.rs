//! Letters taken apart: base, hat, tone.
//!
//! Not here: anything but Latin letters is passed through as it is; a table of all scripts costs 50 KB in the page.
//!
//! Invariant: "A letter is taken apart the same way whether it came composed or not."

/// One sign of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// A letter or digit: lower case and bare.
    Letter { base: char, marks: Marks },
    /// A mark that belongs to the letter before it.
    Mark(Marks),
    /// Space, punctuation, symbols.
    Gap,
}

/// Marks of a letter; 0 is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Circumflex 6, breve 7, horn 8, the bar of đ 9.
    pub(super) hat: u8,
    /// Grave 1, acute 2, hook 3, tilde 4, dot below 5.
    pub(super) tone: u8,
}

impl Marks {
    /// One mark by its number.
    const fn one(mark: u8) -> Self {
        if mark < 6 { Self { hat: 0, tone: mark } } else { Self { hat: mark, tone: 0 } }
    }
}

// U+00C0–U+00DF; U+00E0–U+00FF are the same letters in lower case.
const LATIN_1: &[u8; 32] = b"aaaaaaaceeeeiiiidnooooo ouuuuyts";
const LATIN_1_MARKS: &[u8; 32] = b"12640000126012009012640001200200";

// U+1EA0–U+1EF9, capital and small in turn: ạ ả ấ ầ ẩ ẫ ậ ắ ằ ẳ ẵ ặ, ẹ …
const VIETNAMESE: &[u8; 45] = b"aaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyy";
const VIETNAMESE_HATS: &[u8; 45] = b"006666677777000666660000666668888800888880000";
const VIETNAMESE_TONES: &[u8; 45] = b"532134521345534213453553213452134553213451534";

/// From U+0100: a letter from here to the next entry is this letter with this mark; base 0 is left as it is.
const RUNS: [(u16, u8, u8); 38] = [
    (0x100, b'a', 0),
    (0x102, b'a', 7),
    (0x104, b'a', 0),
    (0x106, b'c', 0),
    (0x10E, b'd', 0),
    (0x110, b'd', 9),
    (0x112, b'e', 0),
    (0x11C, b'g', 0),
    (0x124, b'h', 0),
    (0x128, b'i', 4),
    (0x12A, b'i', 0),
    (0x134, b'j', 0),
    (0x136, b'k', 0),
    (0x139, b'l', 0),
    (0x143, b'n', 0),
    (0x14C, b'o', 0),
    (0x154, b'r', 0),
    (0x15A, b's', 0),
    (0x162, b't', 0),
    (0x168, b'u', 4),
    (0x16A, b'u', 0),
    (0x174, b'w', 0),
    (0x176, b'y', 0),
    (0x179, b'z', 0),
    (0x17F, b's', 0),
    (0x180, 0, 0),
    (0x189, b'd', 9),
    (0x18A, 0, 0),
    (0x1A0, b'o', 8),
    (0x1A2, 0, 0),
    (0x1AF, b'u', 8),
    (0x1B1, 0, 0),
    (0x1CD, b'a', 0),
    (0x1CF, b'i', 0),
    (0x1D1, b'o', 0),
    (0x1D3, b'u', 0),
    (0x1DD, 0, 0),
    (0x256, b'd', 9),
];

/// The signs of a text.
pub(super) fn signs(text: &str) -> impl Iterator<Item = Sign> + '_ {
    text.chars().map(sign)
}

fn sign(c: char) -> Sign {
    let letter = |base: u8, marks: Marks| Sign::Letter { base: char::from(base), marks };
    let code = u32::from(c);
    match code {
        0..0x80 if c.is_ascii_alphanumeric() => {
            Sign::Letter { base: c.to_ascii_lowercase(), marks: Marks::default() }
        }
        // A soft hyphen stands inside a word.
        0xAD => Sign::Mark(Marks::default()),
        0..0xC0 | 0xD7 | 0xF7 => Sign::Gap,
        0xFF => letter(b'y', Marks::default()),
        0xC0..0x100 => {
            let at = (code & 31) as usize;
            letter(get(LATIN_1, at), Marks::one(get(LATIN_1_MARKS, at) - b'0'))
        }
        0x300..0x370 => Sign::Mark(Marks::one(match code {
            0x300 | 0x340 => 1,
            0x301 | 0x341 => 2,
            0x309 => 3,
            0x303 => 4,
            0x323 => 5,
            0x302 => 6,
            0x306 => 7,
            0x31B => 8,
            _ => 0,
        })),
        0x1EA0..=0x1EF9 => {
            let at = ((code - 0x1EA0) / 2) as usize;
            let hat = get(VIETNAMESE_HATS, at) - b'0';
            let tone = get(VIETNAMESE_TONES, at) - b'0';
            letter(get(VIETNAMESE, at), Marks { hat, tone })
        }
        // Modifier letters, punctuation, arrows and other symbols, CJK punctuation, variation selectors, pictures.
        0x2B0..0x300
        | 0x2000..0x2C00
        | 0x3000..0x3040
        | 0xFE00..0xFE10
        | 0xFEFF
        | 0xFFF0..0x1_0000
        | 0x1_F000..0x1_FB00 => Sign::Gap,
        0x100..0x257 => {
            let next = RUNS.partition_point(|(start, ..)| u32::from(*start) <= code);
            match next.checked_sub(1).and_then(|run| RUNS.get(run)) {
                Some((_, base, mark)) if *base != 0 => letter(*base, Marks::one(*mark)),
                _ => Sign::Letter { base: c, marks: Marks::default() },
            }
        }
        _ => Sign::Letter { base: c, marks: Marks::default() },
    }
}

fn get(table: &[u8], at: usize) -> u8 {
    table.get(at).copied().unwrap_or(b'0')
}
