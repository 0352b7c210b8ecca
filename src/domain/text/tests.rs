use super::*;
use crate::catalogue::{Calendar, FORMAT, Text};
use crate::date::Date;
use proptest::prelude::*;

#[test]
fn fold_drops_marks_however_they_are_typed() {
    for (text, folded) in [
        (
            "Ậm ờ, Nguyễn Thị Ngọc Ánh ở xã Yên Thuỷ nhỡ hẹn Đặng Quỳnh",
            "am o nguyen thi ngoc anh o xa yen thuy nho hen dang quynh",
        ),
        ("hòa", "hoa"),
        ("hoà", "hoa"),
        ("Tiếng Việt", "tieng viet"),
        // Decomposed: e + circumflex + acute, o + horn + tilde.
        ("Tie\u{302}\u{301}ng Vie\u{323}\u{302}t nho\u{31B}\u{303}", "tieng viet nho"),
        ("đ Đ Ð Ɖ ð", "d d d d d"),
        ("100\u{A0}m²,\u{202F}5\u{2009}%", "100 m 5"),
        ("  «Xây–nhà» …", "xay nha"),
        ("ĂÂÊÔƠƯăâêôơư", "aaeoouaaeoou"),
        ("Café naïve Łódź Straße", "cafe naive lodz strase"),
        ("1.013225", "1 013225"),
        ("xây\u{AD}dựng", "xaydung"),
        ("𝟞 中文 ✓", "𝟞 中文"),
        ("", ""),
        (" . ", ""),
    ] {
        assert_eq!(fold(text), folded, "{text}");
    }
    // Every letter of the alphabet with every tone, in both cases.
    let vowels =
        "aàáảãạ ăằắẳẵặ âầấẩẫậ eèéẻẽẹ êềếểễệ iìíỉĩị oòóỏõọ ôồốổỗộ ơờớởỡợ uùúủũụ ưừứửữự yỳýỷỹỵ";
    let folded =
        "aaaaaa aaaaaa aaaaaa eeeeee eeeeee iiiiii oooooo oooooo oooooo uuuuuu uuuuuu yyyyyy";
    assert_eq!(fold(vowels), folded);
    assert_eq!(fold(&vowels.to_uppercase()), folded);
}

#[test]
fn marks_are_kept_the_same_way_however_they_are_typed() {
    let same = |a: &str, b: &str| assert_eq!(fold_keeping_marks(a), fold_keeping_marks(b));
    same("hòa", "HOÀ");
    same("thủy", "thuỷ");
    same("Nguyễn", "Nguye\u{302}\u{303}n");
    same("Nguyễn", "Nguye\u{303}\u{302}n");
    same("ậ", "a\u{323}\u{302}");
    same("nhỡ", "nho\u{31B}\u{303}");
    same("ĩ ũ ặ", "i\u{303} u\u{303} a\u{306}\u{323}");
    let vowels = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵdđ";
    let mut seen: Vec<String> =
        vowels.chars().map(|c| fold_keeping_marks(&c.to_string())).collect();
    let upper: Vec<String> =
        vowels.to_uppercase().chars().map(|c| fold_keeping_marks(&c.to_string())).collect();
    assert_eq!(seen, upper);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), vowels.chars().count(), "no two letters fall together");
}

fn entry(id: &str, code: &str, name: [&str; 2], short: [&str; 2], words: &str) -> IndexEntry {
    let text = |[vi, en]: [&str; 2]| Text { vi: vi.to_owned(), en: en.to_owned() };
    IndexEntry {
        id: id.parse().unwrap(),
        code: code.to_owned(),
        name: text(name),
        short: text(short),
        words: words.split(", ").map(str::to_owned).collect(),
        field: "thu".to_owned(),
        events: Vec::new(),
        audience: Text::default(),
        editions: Vec::new(),
        file: format!("/catalogue/{id}.0.json"),
        file_en: format!("/catalogue/{id}.en.0.json"),
    }
}

/// The three real procedures and some made up, in the order of a list.
fn index() -> CatalogueIndex {
    let procedures = vec![
        entry(
            "nha",
            "1.013225",
            [
                "Cấp giấy phép xây dựng mới công trình nhà ở riêng lẻ",
                "Building permit – new individual house",
            ],
            ["Giấy phép xây dựng nhà ở", "House building permit"],
            "xây nhà, xin phép xây nhà, giấy phép xây dựng, làm nhà, cất nhà, xây nhà cấp 4, đào móng, gpxd",
        ),
        entry(
            "ho",
            "1.001612",
            ["Đăng ký thành lập hộ kinh doanh", "Registration of a household business"],
            ["Đăng ký hộ kinh doanh", "Household business"],
            "mở quán, mở cửa hàng, mở quán ăn, mở quán cà phê, mở quán nhậu, buôn bán nhỏ, đăng ký kinh doanh, hkd, bán rượu",
        ),
        entry(
            "ruou",
            "2.000620",
            ["Cấp Giấy phép bán lẻ rượu", "Licence to retail liquor"],
            ["Giấy phép bán lẻ rượu", "Liquor retail licence"],
            "bán rượu, giấy phép rượu, kinh doanh rượu, tạp hóa bán rượu, quán nhậu bán rượu, bán bia rượu, rượu bia",
        ),
        entry(
            "hoc",
            "1.005099",
            ["Chuyển trường đối với học sinh tiểu học", "School transfer for primary pupils"],
            ["Chuyển trường tiểu học", "Primary school transfer"],
            "chuyển trường, xin chuyển trường cho con, con đi học trường khác",
        ),
        entry(
            "sinh",
            "1.001193",
            ["Đăng ký khai sinh", "Birth registration"],
            ["Khai sinh", "Birth registration"],
            "làm giấy khai sinh, sinh con, em bé mới sinh",
        ),
        entry(
            "hon",
            "1.000894",
            ["Đăng ký kết hôn", "Marriage registration"],
            ["Kết hôn", "Marriage"],
            "cưới, lấy vợ lấy chồng, đăng ký kết hôn",
        ),
        entry(
            "he",
            "2.002400",
            ["Cấp phép sử dụng tạm thời vỉa hè", "Temporary use of the pavement"],
            ["Sử dụng vỉa hè", "Pavement use"],
            "để vật liệu trên vỉa hè, thuê vỉa hè, bán hàng vỉa hè, đám cưới trên vỉa hè",
        ),
        entry(
            "hoa",
            "3.000001",
            ["Hỗ trợ trồng hoa", "Support for flowers"],
            ["Trồng hoa", "Flowers"],
            "trồng hoa, vườn hoa, hòa giải, kết hơn",
        ),
        entry(
            "giai",
            "3.000002",
            ["Hoà giải tranh chấp đất đai", "Mediation of land disputes"],
            ["Hoà giải", "Mediation"],
            "hoà giải, tranh chấp đất, kiện đất",
        ),
    ];
    CatalogueIndex {
        format: FORMAT,
        version: String::new(),
        made_on: Date::from_ymd(2026, 11, 24).unwrap(),
        procedures,
        authorities: Vec::new(),
        calendar: Calendar::default(),
        units: Vec::new(),
    }
}

/// The ids found, best first.
fn found(query: &str) -> Vec<String> {
    let index = index();
    search(&index, query).into_iter().map(|at| index.procedures[at].id.to_string()).collect()
}

#[test]
fn everyday_queries_find_the_procedure_first() {
    for (query, first) in [
        ("xây nhà", "nha"),
        ("xay nha", "nha"),
        ("XAY NHA", "nha"),
        ("giấy phép xây dựng", "nha"),
        ("giay phep xay dung nha o", "nha"),
        ("gpxd", "nha"),
        ("1.013225", "nha"),
        ("013225", "nha"),
        ("làm nhà cấp 4", "nha"),
        ("xin giấy xây nhà", "nha"),
        ("tôi muốn xây nhà mới", "nha"),
        ("thủ tục xin phép xây nhà ở", "nha"),
        ("house", "nha"),
        ("building permit", "nha"),
        ("new house permit", "nha"),
        ("giấy phép xây dưng", "nha"),
        ("quán nhậu bán bia rượu", "ruou"),
        ("bán rượu ở quán nhậu", "ruou"),
        ("xin giấy phép bán rượu", "ruou"),
        ("giấy phép rượu bia", "ruou"),
        ("liquor", "ruou"),
        ("liquer", "ruou"),
        ("ruou", "ruou"),
        ("quán cà phê", "ho"),
        ("mở quán nhậu", "ho"),
        ("muốn mở cửa hàng", "ho"),
        ("hkd", "ho"),
        ("hộ kinh doanh", "ho"),
        ("đăng kí kinh doanh", "ho"),
        ("business", "ho"),
        ("chuyển trường cho con", "hoc"),
        ("chuyen truong", "hoc"),
        ("chuyen truờng tieu hoc", "hoc"),
        ("chueyn truong", "hoc"),
        ("con học trường khác", "hoc"),
        ("khai sinh", "sinh"),
        ("làm giấy khai sinh cho con", "sinh"),
        ("birth", "sinh"),
        ("kết hôn", "hon"),
        ("ket hon", "hon"),
        ("đám cưới vỉa hè", "he"),
        ("cuoi", "hon"),
        ("trồng hoa", "hoa"),
        ("hòa giải", "giai"),
        ("kiện đất đai", "giai"),
    ] {
        assert_eq!(found(query).first().map(String::as_str), Some(first), "{query}");
    }
}

#[test]
fn the_better_match_comes_first() {
    let check = |query: &str, expected: &[&str]| assert_eq!(found(query), expected, "{query}");
    // Exact with marks (tone written either way) before exact, before prefix.
    check("kết hơn", &["hoa", "hon"]);
    check("kết hôn", &["hon", "hoa"]);
    check("ket hon", &["hon", "hoa"]);
    check("kết h", &["hon", "hoa"]);
    // The tone written either way is the same word; equals are decided by the name.
    check("hoà giải", &["giai", "hoa", "ruou"]);
    check("hòa giải", &["giai", "hoa", "ruou"]);
    // Where every word is found, what has only some of them stays away.
    check("bán rượu", &["ruou", "ho"]);
    check("mở quán nhậu", &["ho"]);
    check("đăng ký k", &["ho", "sinh", "hon"]);
    // Words of a wish do not find by themselves what has nothing else in common.
    check("xin giấy phép mua súng", &[]);
    // … but count where there is nothing else.
    check("đăng ký", &["ho", "sinh", "hon"]);
    check("zzz", &[]);
    check("xyz rượu", &["ruou", "ho"]);
}

#[test]
fn within_a_rank_what_tells_more_comes_first() {
    let check = |query: &str, words: &[&str], expected: &[usize]| {
        let mut index = index();
        index.procedures = words.iter().map(|w| entry("x", "", ["", ""], ["", ""], w)).collect();
        assert_eq!(search(&index, query), expected, "{query} in {words:?}");
    };
    // Words of the matter before words of a wish.
    check(
        "xin giấy đăng ký máy lúa kho ngô",
        &["xin giấy đăng ký máy lúa", "máy lúa kho"],
        &[1, 0],
    );
    // Together in one phrase before here and there.
    check("máy lúa", &["máy kho, lúa ngô", "lúa ngô máy"], &[1, 0]);
    // The same marks before others.
    check("máy lúa", &["lụa máy", "lúa máy"], &[1, 0]);
    // A rare word before a common one.
    check("máy lúa", &["máy", "máy kho", "máy ngô", "lúa"], &[3, 0, 1, 2]);
    // Equals stay in the order of the list.
    check("máy", &["cái máy", "chiếc máy", "con máy"], &[0, 1, 2]);
}

#[test]
fn a_whole_phrase_in_a_long_question_finds_its_procedure() {
    for (query, first) in [
        ("nhà em mới sinh con thì làm giấy khai sinh ở đâu", "sinh"),
        ("cho cháu chuyển trường từ quê ra thành phố", "hoc"),
        ("hai đứa định cưới thì cần giấy tờ gì", "hon"),
        ("vợ chồng tôi cất nhà trên đất ba má cho", "nha"),
        // One typing error beside other words.
        ("giấy phép xây dưngj nhà ở riêng lẻ", "nha"),
        ("xin giấy phep xay dunng", "nha"),
        ("dang ky kinh doannh ho ca the", "ho"),
        ("để vạt liệu trên vỉa hè", "he"),
    ] {
        assert_eq!(found(query).first().map(String::as_str), Some(first), "{query}");
    }
    let check = |query: &str, words: &[&str], expected: &[usize]| {
        let mut index = index();
        index.procedures = words.iter().map(|w| entry("x", "", ["", ""], ["", ""], w)).collect();
        assert_eq!(search(&index, query), expected, "{query} in {words:?}");
    };
    // A phrase that the query holds is enough, half of a phrase is not.
    check("máy lúa kho ngô khoai", &["máy lúa", "máy lúa sắn", "máy"], &[0, 2]);
    // It stays beside what has every word here and there.
    check("máy lúa kho", &["máy ngô, lúa ngô, kho ngô", "máy lúa", "máy"], &[0, 1]);
    // A letter mistaken in a word that is not the last.
    check("tromg khoai ", &["khoai", "trong khoai"], &[1, 0]);
    // Words of a wish need not be in the query.
    check("máy kho ngô khoai sắn", &["xin giấy máy"], &[0]);
}

#[test]
fn an_empty_query_finds_everything_in_order() {
    let all: Vec<usize> = (0..index().procedures.len()).collect();
    for query in ["", " ", "!?", "…"] {
        assert_eq!(search(&index(), query), all, "{query:?}");
    }
}

#[test]
fn one_edit_is_one_edit() {
    for (a, b, expected) in [
        ("truong", "truogn", true),
        ("truong", "trung", true),
        ("truong", "trang", false),
        ("truong", "truon", true),
        ("truong", "ttruong", true),
        ("truong", "trvong", true),
        ("truong", "truong", true),
        ("ruou", "ruoi", true),
        ("nha", "nhe", false),
        ("nhau", "nha", false),
        ("giay", "ghat", false),
        ("abcd", "badc", false),
    ] {
        assert_eq!(is_one_edit_away(a, b), expected, "{a} {b}");
        assert_eq!(is_one_edit_away(b, a), expected, "{b} {a}");
    }
}

proptest! {
    #[test]
    fn every_beginning_of_a_name_finds_it(at in 0_usize..9, n in 3_usize..80, marks: bool) {
        let index = index();
        let name = &index.procedures[at].name.vi;
        let typed: String =
            if marks { name.chars().take(n).collect() } else { fold(name).chars().take(n).collect() };
        prop_assume!(fold(&typed).len() >= 3);
        prop_assert!(search(&index, &typed).contains(&at), "{typed}");
    }

    #[test]
    fn any_text_can_be_searched_for(query in any::<String>()) {
        let found = search(&index(), &query);
        let mut unique = found.clone();
        unique.sort();
        unique.dedup();
        prop_assert_eq!(unique.len(), found.len());
    }

    #[test]
    fn folding_twice_changes_nothing(text in any::<String>()) {
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded.clone());
        prop_assert!(!folded.starts_with(' ') && !folded.ends_with(' ') && !folded.contains("  "));
    }
}
