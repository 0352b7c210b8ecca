//! An authored catalogue of one procedure, as an official writes it.

use std::fs;
use std::path::{Path, PathBuf};

const AUTHORITIES: &str = r#"
recheck_on = 2027-02-01

[[source]]
id = "s1"
title = "Nghị quyết mẫu"

[[authority]]
id = "ubnd-phuong-lien-chieu"
name = "UBND phường Liên Chiểu (tên mới)"
valid_from = 2025-07-01
source = ["s1"]
confidence = "high"

[[authority.place]]
id = "phuong-lien-chieu"
name = "Phường Liên Chiểu"
"#;

const CALENDAR: &str = r#"
[[day]]
on = 2026-11-24
kind = "closed"
name = "Ngày Văn hóa Việt Nam"
confidence = "high"
"#;

const PROCEDURE: &str = r#"
id = "thu-tuc-mau"
name = "Thủ tục mẫu"
short = "Mẫu"
audience = "Mọi người."
words = ["làm mẫu"]
field = "xay-dung"
recheck_on = 2027-02-01

[[source]]
id = "s1"
title = "Nghị định mẫu"

[[edition]]
valid_from = 2026-07-01
status = "in_force"
source = ["s1"]
confidence = "high"

[[edition.authority]]
name = "UBND phường Liên Chiểu"
authority = "ubnd-phuong-lien-chieu"
source = ["s1"]
confidence = "high"

[[edition.channel]]
kind = "paper"
text = "Bộ phận Một cửa"
source = ["s1"]
confidence = "high"

[[edition.time_limit]]
amount = 7
unit = "working_day"
source = ["s1"]
confidence = "high"

[[edition.paper]]
id = "don"
name = "Đơn"
need = "always"
originals = 1
fates = ["filled_in"]
source = ["s1"]
confidence = "high"

[[edition.form]]
id = "chu-ho"
title = "Chủ hộ"
source = ["s1"]
confidence = "high"

[[edition.form.field]]
id = "ho-ten"
label = "Họ và tên"
kind = "line"
max_chars = 100
required = true
"#;

const PROCEDURE_FILE: &str = "procedures/thu-tuc-mau.toml";

/// The catalogue, in a directory.
pub struct Authored {
    dir: PathBuf,
}

impl Authored {
    /// Writes it below a directory.
    pub fn write(dir: &Path) -> Self {
        let authored = Self { dir: dir.to_owned() };
        authored.put("authorities.toml", AUTHORITIES);
        authored.put("calendar.toml", CALENDAR);
        authored.put(PROCEDURE_FILE, PROCEDURE);
        authored
    }

    /// One that was written before.
    pub fn at(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// Where it is.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Changes the procedure: what stands there must be replaced.
    pub fn change_procedure(&self, from: &str, to: &str) {
        self.change(PROCEDURE_FILE, from, to);
    }

    /// Changes a file.
    pub fn change(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.dir.join(name)).expect("invariant: an authored file");
        assert!(text.contains(from), "{from} is not in {name}");
        self.put(name, &text.replace(from, to));
    }

    fn put(&self, name: &str, text: &str) {
        let file = self.dir.join(name);
        fs::create_dir_all(file.parent().expect("invariant: a file has a directory"))
            .and_then(|()| fs::write(&file, text))
            .expect("invariant: the test directory can be written");
    }
}
