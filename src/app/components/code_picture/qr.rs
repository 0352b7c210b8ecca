//! A QR code of ISO/IEC 18004: byte or alphanumeric mode, the lowest correction, versions 1 to 25.
//!
//! Not here: drawing it. Nor other modes and levels: a screen and a fresh print-out have no damage to repair.
//!
//! Invariant: "What it makes is module for module what the standard says; only the choice of the mask is simpler."
//!
//! A library for all modes and levels was a twentieth of the page.

/// Codewords of correction in a block, by version.
const CORRECTION: [u8; 25] = [
    7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30,
    26,
];
/// Blocks, by version.
const BLOCKS: [u8; 25] =
    [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12];
const ALPHANUMERIC: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// The bits of a module.
const DARK: u8 = 1;
/// It belongs to a pattern, not to the data.
const PATTERN: u8 = 2;

/// A code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Qr {
    size: usize,
    modules: Vec<u8>,
}

/// How much a version holds.
struct Room {
    version: usize,
    n_codewords: usize,
    n_blocks: usize,
    n_correction: usize,
}

impl Room {
    fn all() -> impl Iterator<Item = Self> {
        (1..).zip(CORRECTION.iter().zip(&BLOCKS)).map(|(version, (correction, blocks))| {
            let mut n_modules = (16 * version + 128) * version + 64;
            if version >= 2 {
                let n_alignments = version / 7 + 2;
                n_modules -= (25 * n_alignments - 10) * n_alignments - 55;
            }
            if version >= 7 {
                n_modules -= 36;
            }
            Self {
                version,
                n_codewords: n_modules / 8,
                n_blocks: usize::from(*blocks),
                n_correction: usize::from(*correction),
            }
        })
    }
    fn n_data_bits(&self) -> usize {
        8 * (self.n_codewords - self.n_blocks * self.n_correction)
    }
}

impl Qr {
    /// The smallest code of a text; `None` when it is too long.
    pub(super) fn of(text: &str) -> Option<Self> {
        let room_and_bits = Room::all().find_map(|room| {
            let bits = data_bits(text, room.version);
            (bits.len() <= room.n_data_bits()).then_some((room, bits))
        });
        let (room, bits) = room_and_bits?;
        let data = padded(bits, room.n_data_bits());
        let mut plain = Self::with_patterns(room.version);
        plain.place(&corrected(&data, &room));
        (0..8).map(|mask| plain.masked(mask)).min_by_key(Self::penalty)
    }
    /// Modules a side.
    pub(super) fn size(&self) -> usize {
        self.size
    }
    /// Whether a module is dark.
    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        self.get(x, y) & DARK != 0
    }
    fn get(&self, x: usize, y: usize) -> u8 {
        self.modules.get(y * self.size + x).copied().unwrap_or(0)
    }
    fn put(&mut self, x: usize, y: usize, module: u8) {
        if x.max(y) < self.size
            && let Some(place) = self.modules.get_mut(y * self.size + x)
        {
            *place = module;
        }
    }
    fn pattern(&mut self, x: usize, y: usize, is_dark: bool) {
        self.put(x, y, PATTERN | u8::from(is_dark));
    }
    /// Rings around a centre: dark but for those at these distances.
    fn rings(&mut self, (x, y): (usize, usize), radius: usize, light: [usize; 2]) {
        for dy in 0..=2 * radius {
            for dx in 0..=2 * radius {
                let distance = dx.abs_diff(radius).max(dy.abs_diff(radius));
                // Beyond the edges the numbers wrap, and there is no such module.
                let (x, y) = (x.wrapping_add(dx), y.wrapping_add(dy));
                self.pattern(
                    x.wrapping_sub(radius),
                    y.wrapping_sub(radius),
                    !light.contains(&distance),
                );
            }
        }
    }
    fn with_patterns(version: usize) -> Self {
        let size = 17 + 4 * version;
        let mut qr = Self { size, modules: vec![0; size * size] };
        for at in 0..size {
            qr.pattern(6, at, at % 2 == 0);
            qr.pattern(at, 6, at % 2 == 0);
        }
        for centre in [(3, 3), (size - 4, 3), (3, size - 4)] {
            qr.rings(centre, 4, [2, 4]);
        }
        if version >= 2 {
            let n = version / 7 + 2;
            let step = (version * 4 + n * 2 + 1) / (n * 2 - 2) * 2;
            let at = |i: usize| if i == 0 { 6 } else { size - 7 - (n - 1 - i) * step };
            for i in 0..n {
                for j in 0..n {
                    let is_finder = matches!((i, j), (0, 0)) || (i + j == n - 1 && i * j == 0);
                    if !is_finder {
                        qr.rings((at(i), at(j)), 2, [1, 1]);
                    }
                }
            }
        }
        if version >= 7 {
            let bits = (version << 12) | remainder(version, 12, 0x1F25);
            for i in 0..18 {
                let (a, b, is_dark) = (size - 11 + i % 3, i / 3, bits >> i & 1 == 1);
                qr.pattern(a, b, is_dark);
                qr.pattern(b, a, is_dark);
            }
        }
        // Keeps the places of the format free; the mask writes it.
        qr.write_format(0);
        qr
    }
    fn write_format(&mut self, mask: usize) {
        let size = self.size;
        // Level L is 1.
        let format = 1 << 3 | mask;
        let bits = ((format << 10) | remainder(format, 10, 0x537)) ^ 0x5412;
        for i in 0..15 {
            let is_dark = bits >> i & 1 == 1;
            match i {
                0..=5 => self.pattern(8, i, is_dark),
                6 | 7 => self.pattern(8, i + 1, is_dark),
                8 => self.pattern(7, 8, is_dark),
                _ => self.pattern(14 - i, 8, is_dark),
            }
            match i {
                0..=7 => self.pattern(size - 1 - i, 8, is_dark),
                _ => self.pattern(8, size - 15 + i, is_dark),
            }
        }
        self.pattern(8, size - 8, true);
    }
    /// Puts the codewords where no pattern is, in columns of two, up and down.
    fn place(&mut self, codewords: &[u8]) {
        let mut bits = codewords.iter().flat_map(|word| (0..8).rev().map(move |i| word >> i & 1));
        let size = self.size;
        // The column of the timing pattern is left out.
        let rights = (7..size).rev().step_by(2).chain([5, 3, 1]);
        for right in rights {
            for step in 0..size {
                let is_upward = (right + 1) & 2 == 0;
                let y = if is_upward { size - 1 - step } else { step };
                for x in [right, right - 1] {
                    if self.get(x, y) & PATTERN == 0 {
                        self.put(x, y, bits.next().unwrap_or(0));
                    }
                }
            }
        }
    }
    fn masked(&self, mask: usize) -> Self {
        let mut qr = self.clone();
        for y in 0..qr.size {
            for x in 0..qr.size {
                let module = qr.get(x, y);
                if module & PATTERN == 0 && is_turned(mask, x, y) {
                    qr.put(x, y, module ^ DARK);
                }
            }
        }
        qr.write_format(mask);
        qr
    }
    /// Long runs and blocks of one colour make a code harder to read.
    fn penalty(&self) -> usize {
        let mut penalty = 0;
        for a in 0..self.size {
            for is_column in [false, true] {
                let at = |b| if is_column { self.is_dark(a, b) } else { self.is_dark(b, a) };
                let mut run = 1;
                for b in 1..self.size {
                    run = if at(b) == at(b - 1) { run + 1 } else { 1 };
                    penalty += match run {
                        5 => 3,
                        6.. => 1,
                        _ => 0,
                    };
                    let is_block = !is_column && a > 0 && run >= 2;
                    if is_block && [b, b - 1].iter().all(|x| self.is_dark(*x, a - 1) == at(b)) {
                        penalty += 3;
                    }
                }
            }
        }
        penalty
    }
}

fn is_turned(mask: usize, x: usize, y: usize) -> bool {
    let product = x * y;
    0 == match mask {
        0 => (x + y) % 2,
        1 => y % 2,
        2 => x % 3,
        3 => (x + y) % 3,
        4 => (x / 3 + y / 2) % 2,
        5 => product % 2 + product % 3,
        6 => (product % 2 + product % 3) % 2,
        _ => ((x + y) % 2 + product % 3) % 2,
    }
}

/// The check bits of format and version.
fn remainder(value: usize, n_bits: usize, generator: usize) -> usize {
    let step = |rest: usize, _| (rest << 1) ^ ((rest >> (n_bits - 1)) * generator);
    (0..n_bits).fold(value, step)
}

fn push(bits: &mut Vec<u8>, value: usize, n_bits: usize) {
    bits.extend((0..n_bits).rev().map(|i| u8::from(value >> i & 1 == 1)));
}

/// Mode, length and content, a bit an item.
fn data_bits(text: &str, version: usize) -> Vec<u8> {
    let mut bits = Vec::new();
    let letters: Option<Vec<usize>> = text.chars().map(|c| ALPHANUMERIC.find(c)).collect();
    match letters {
        Some(letters) => {
            push(&mut bits, 0b0010, 4);
            push(&mut bits, letters.len(), if version < 10 { 9 } else { 11 });
            for pair in letters.chunks(2) {
                match pair {
                    [one, two] => push(&mut bits, one * 45 + two, 11),
                    rest => rest.iter().for_each(|one| push(&mut bits, *one, 6)),
                }
            }
        }
        None => {
            push(&mut bits, 0b0100, 4);
            push(&mut bits, text.len(), if version < 10 { 8 } else { 16 });
            text.bytes().for_each(|byte| push(&mut bits, usize::from(byte), 8));
        }
    }
    bits
}

/// Fills up to the room of the version; eight bits a byte.
fn padded(mut bits: Vec<u8>, n_bits: usize) -> Vec<u8> {
    bits.resize((bits.len() + 4).min(n_bits).next_multiple_of(8), 0);
    let to_byte = |bits: &[u8]| bits.iter().fold(0, |byte, bit| byte << 1 | bit);
    let mut bytes: Vec<u8> = bits.chunks(8).map(to_byte).collect();
    let n_missing = (n_bits / 8).saturating_sub(bytes.len());
    bytes.extend([0xEC, 0x11].into_iter().cycle().take(n_missing));
    bytes
}

/// Data and correction of all blocks, interleaved.
fn corrected(data: &[u8], room: &Room) -> Vec<u8> {
    let (each, n_longer) = (room.n_codewords / room.n_blocks, room.n_codewords % room.n_blocks);
    let generator = generator(room.n_correction);
    let (mut blocks, mut rest) = (Vec::new(), data);
    for n in 0..room.n_blocks {
        let is_longer = n + n_longer >= room.n_blocks;
        let length = each - room.n_correction + usize::from(is_longer);
        let (block, behind) = rest.split_at(length.min(rest.len()));
        blocks.push((block, correction(block, &generator)));
        rest = behind;
    }
    let mut all = Vec::with_capacity(room.n_codewords);
    for i in 0..=each {
        all.extend(blocks.iter().filter_map(|(data, _)| data.get(i)));
    }
    for i in 0..room.n_correction {
        all.extend(blocks.iter().filter_map(|(_, correction)| correction.get(i)));
    }
    all
}

/// Multiplies in the field of 256 elements.
fn times(x: u8, y: u8) -> u8 {
    (0..8)
        .rev()
        .fold(0, |product: u8, i| (product << 1) ^ ((product >> 7) * 0x1D) ^ ((y >> i & 1) * x))
}

/// The generator polynomial of this degree, its leading one left out.
fn generator(degree: usize) -> Vec<u8> {
    let mut generator = vec![0; degree];
    if let Some(last) = generator.last_mut() {
        *last = 1;
    }
    let mut root = 1;
    for _ in 0..degree {
        let next: Vec<u8> = generator.iter().copied().skip(1).chain([0]).collect();
        for (term, next) in generator.iter_mut().zip(next) {
            *term = times(*term, root) ^ next;
        }
        root = times(root, 2);
    }
    generator
}

fn correction(data: &[u8], generator: &[u8]) -> Vec<u8> {
    let mut rest = vec![0; generator.len()];
    for byte in data {
        let factor = byte ^ rest.first().copied().unwrap_or(0);
        rest.rotate_left(1);
        if let Some(last) = rest.last_mut() {
            *last = 0;
        }
        for (term, of) in rest.iter_mut().zip(generator) {
            *term ^= times(*of, factor);
        }
    }
    rest
}

#[cfg(test)]
impl Qr {
    /// All codes of a text that differ in their mask only.
    pub(super) fn all_masks(text: &str) -> Vec<Self> {
        let room_and_bits = Room::all()
            .map(|room| (data_bits(text, room.version), room))
            .find(|(bits, room)| bits.len() <= room.n_data_bits());
        let Some((bits, room)) = room_and_bits else { return Vec::new() };
        let mut plain = Self::with_patterns(room.version);
        plain.place(&corrected(&padded(bits, room.n_data_bits()), &room));
        (0..8).map(|mask| plain.masked(mask)).collect()
    }
}
