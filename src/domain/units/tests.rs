use super::*;
use crate::catalogue::{Confidence, Place, Provenance, Successor, Text};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn provenance() -> Provenance {
    let recheck_on = day("2027-01-01");
    Provenance { sources: vec![], confidence: Confidence::High, legal: String::new(), recheck_on }
}

/// A unit as `from..until`, with the ids of its successors.
fn unit(id: &str, name: &str, part_of: &str, until: &str, successors: &[&str]) -> Unit {
    let level = match id.split('-').next().unwrap() {
        "phuong" => UnitLevel::Ward,
        "xa" => UnitLevel::Commune,
        "thanh" => UnitLevel::City,
        _ => UnitLevel::District,
    };
    let part = successors.len() > 1;
    Unit {
        id: id.into(),
        name: Text { vi: name.into(), en: String::new() },
        level,
        part_of: (!part_of.is_empty()).then(|| part_of.into()),
        valid_from: None,
        valid_until: (!until.is_empty()).then(|| day(until)),
        successors: successors
            .iter()
            .map(|unit| Successor { unit: (*unit).into(), part })
            .collect(),
        provenance: provenance(),
    }
}

fn units() -> Vec<Unit> {
    let (d, hai_van, lien_chieu, hoa_khanh) =
        ("2025-07-01", "phuong-hai-van", "phuong-lien-chieu", "phuong-hoa-khanh");
    let (city, district) = ("thanh-pho-da-nang", "quan-lien-chieu");
    vec![
        unit(city, "Thành phố Đà Nẵng", "", "", &[]),
        unit(hai_van, "Phường Hải Vân", city, "", &[]),
        unit(lien_chieu, "Phường Liên Chiểu", city, "", &[]),
        unit(hoa_khanh, "Phường Hòa Khánh", city, "", &[]),
        unit(district, "Quận Liên Chiểu", city, d, &[hai_van, lien_chieu, hoa_khanh]),
        unit("huyen-hoa-vang", "Huyện Hòa Vang", city, d, &[city]),
        unit("quan-thanh-khe", "Quận Thanh Khê", city, d, &[city]),
        unit("phuong-hoa-hiep-bac", "Phường Hòa Hiệp Bắc", district, d, &[hai_van]),
        unit("phuong-hoa-khanh-bac", "Phường Hòa Khánh Bắc", district, d, &[lien_chieu]),
        unit("phuong-hoa-khanh-nam", "Phường Hòa Khánh Nam", district, d, &[hoa_khanh]),
        unit("phuong-hoa-minh", "Phường Hòa Minh", district, d, &[hoa_khanh]),
        unit(
            "phuong-hoa-minh-2024",
            "Phường Hòa Minh",
            district,
            "2025-01-01",
            &["phuong-hoa-minh", "quan-thanh-khe"],
        ),
        unit("xa-hoa-lien", "Xã Hòa Liên", "huyen-hoa-vang", d, &[hai_van, lien_chieu]),
        unit("xa-hoa-son", "Xã Hòa Sơn", "huyen-hoa-vang", d, &[hoa_khanh]),
    ]
}

const TODAY: &str = "2026-11-24";

/// What is found: the words that name it, and what it may be today.
fn found(text: &str) -> Vec<(String, Vec<String>)> {
    let units = units();
    let tell = |mention: Mention| {
        let ids = mention.successors.iter().map(|at| units[*at].id.clone()).collect();
        (text[mention.at].to_owned(), ids)
    };
    find_former(text, &units, day(TODAY)).into_iter().map(tell).collect()
}

#[track_caller]
fn names(text: &str, words: &str, successors: &[&str]) {
    let successors: Vec<String> = successors.iter().map(|id| (*id).to_owned()).collect();
    assert_eq!(found(text), [(words.to_owned(), successors)], "{text}");
}

/// The address with the first mention replaced by its first successor.
fn rewritten(text: &str) -> String {
    let units = units();
    let mention = find_former(text, &units, day(TODAY)).into_iter().next().unwrap();
    replace(text, &mention, &units[mention.successors[0]])
}

#[test]
fn former_names_are_found_as_people_type_them() {
    let one = &["phuong-lien-chieu"][..];
    names("12 Âu Cơ, phường Hòa Khánh Bắc, quận Liên Chiểu", "phường Hòa Khánh Bắc", one);
    names("12 Âu Cơ, Hoà Khánh Bắc, Đà Nẵng", "Hoà Khánh Bắc", one);
    names("12 au co, hoa khanh bac, da nang", "hoa khanh bac", one);
    names("12 Âu Cơ, P. HÒA KHÁNH BẮC", "P. HÒA KHÁNH BẮC", one);
    names("12 Âu Cơ, P.Hòa Khánh Bắc", "P.Hòa Khánh Bắc", one);
    names("12 Âu Cơ P Hòa Khánh Bắc Q Liên Chiểu", "P Hòa Khánh Bắc", one);
    names("12 Âu Cơ - Hòa Khánh Bắc - Liên Chiểu - Đà Nẵng", "Hòa Khánh Bắc", one);
    names(
        "12 Âu Cơ\nHo\u{300}a Kha\u{301}nh Bă\u{301}c\nĐà Nẵng",
        "Ho\u{300}a Kha\u{301}nh Bă\u{301}c",
        one,
    );
    names("xã Hòa Sơn, huyện Hòa Vang", "xã Hòa Sơn", &["phuong-hoa-khanh"]);
    names("X. Hòa Sơn, H. Hòa Vang", "X. Hòa Sơn", &["phuong-hoa-khanh"]);
    names("tổ 25 Hòa Minh, Liên Chiểu", "Hòa Minh", &["phuong-hoa-khanh"]);
}

#[test]
fn a_split_unit_gives_all_it_may_be() {
    names("thôn 5, xã Hòa Liên", "xã Hòa Liên", &["phuong-hai-van", "phuong-lien-chieu"]);
    names(
        "12 Âu Cơ, quận Liên Chiểu, Đà Nẵng",
        "quận Liên Chiểu",
        &["phuong-hai-van", "phuong-lien-chieu", "phuong-hoa-khanh"],
    );
    // The strip that went to Thanh Khê is no ward of this catalogue, so the ward stays as the one answer.
    names("phường Hòa Minh", "phường Hòa Minh", &["phuong-hoa-khanh"]);
}

#[test]
fn names_of_today_and_of_streets_give_nothing() {
    for text in [
        "",
        ", ,",
        "12 Âu Cơ, phường Hòa Khánh, Đà Nẵng",
        "12 Âu Cơ, Hòa Khánh, Đà Nẵng",
        "12 Âu Cơ, phường Liên Chiểu",
        "12 Âu Cơ, Liên Chiểu, Đà Nẵng",
        "Hòa Khánh, Liên Chiểu, Đà Nẵng",
        "phường Hải Vân, thành phố Đà Nẵng",
        "12 đường Hòa Minh, phường Hải Vân",
        "12 Hòa Minh 5, phường Hải Vân",
        "12 Hòa Minh",
        "Hòa Khánh Nam 3, phường Hải Vân",
        "tiệm Hòa Minh Phát, phường Hải Vân",
        "chợ Hòa Khánh Nam",
        "trường Hòa Sơn",
        "quận Hòa Khánh Bắc",
        "phường Hòa Cường Bắc, quận Hải Châu",
        "huyện Hòa Vang",
        "phường Hòa, Minh",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
    // Before the merger they were names of the day.
    let before = find_former("phường Hòa Khánh Bắc", &units(), day("2025-06-30"));
    assert_eq!(before, []);
}

#[test]
fn everything_else_stays_as_it_was_typed() {
    let check = |text: &str, expected: &str| assert_eq!(rewritten(text), expected);
    check(
        "K12/3 Âu Cơ,  phường Hòa Khánh Bắc, quận Liên Chiểu, TP. Đà Nẵng",
        "K12/3 Âu Cơ,  phường Liên Chiểu, TP. Đà Nẵng",
    );
    check("12 Âu Cơ, P. Hòa Khánh Nam, Q. Liên Chiểu", "12 Âu Cơ, Phường Hòa Khánh");
    check("12 âu cơ p hoa minh q lien chieu da nang", "12 âu cơ phường Hòa Khánh da nang");
    check("12 Âu Cơ, Hòa Khánh Bắc, Liên Chiểu, Đà Nẵng", "12 Âu Cơ, phường Liên Chiểu, Đà Nẵng");
    check("Xã Hòa Sơn - Huyện Hòa Vang - Đà Nẵng", "Phường Hòa Khánh - Đà Nẵng");
    check("Quận Liên Chiểu, phường Hòa Minh", "phường Hòa Khánh");
    check("12 Âu Cơ, quận Liên Chiểu, Đà Nẵng", "12 Âu Cơ, phường Hải Vân, Đà Nẵng");
    // A ward of today beside the abolished district: only the district goes.
    check("12 Âu Cơ, phường Hòa Khánh, quận Liên Chiểu", "12 Âu Cơ, phường Hòa Khánh");
}

#[test]
fn what_was_rewritten_names_nothing_former_any_more() {
    for text in [
        "phường Hòa Khánh Bắc, quận Liên Chiểu",
        "Hòa Minh, Liên Chiểu, Đà Nẵng",
        "xã Hòa Liên, huyện Hòa Vang",
        "12 Âu Cơ, quận Liên Chiểu",
    ] {
        assert_eq!(found(&rewritten(text)), [], "{text}");
    }
}

#[test]
fn a_place_is_followed_to_the_authority_of_the_day() {
    let office = |id: &str, place: &str, from: &str, until: &str| Authority {
        id: id.parse().unwrap(),
        name: Text::default(),
        places: vec![Place { id: place.into(), name: Text::default(), former: vec![] }],
        valid_from: day(from),
        valid_until: (!until.is_empty()).then(|| day(until)),
        provenance: provenance(),
    };
    let index = CatalogueIndex {
        format: 2,
        version: String::new(),
        made_on: day(TODAY),
        procedures: vec![],
        authorities: vec![
            office("old", "phuong-hoa-minh", "2005-01-01", "2025-07-01"),
            office("hoa-khanh", "phuong-hoa-khanh", "2025-07-01", ""),
            office("hai-van", "phuong-hai-van", "2025-07-01", ""),
            office("lien-chieu", "phuong-lien-chieu", "2025-07-01", ""),
        ],
        calendar: crate::catalogue::Calendar::default(),
        units: units(),
    };
    let check = |place: &str, on: &str, expected: &[&str]| {
        let found = find_authorities(&index, place, day(on));
        let ids: Vec<&str> = found.iter().map(|authority| authority.id.as_str()).collect();
        assert_eq!(ids, expected, "{place} on {on}");
    };
    check("phuong-hoa-khanh", TODAY, &["hoa-khanh"]);
    check("phuong-hoa-minh", TODAY, &["hoa-khanh"]);
    check("phuong-hoa-minh", "2025-06-30", &["old"]);
    check("phuong-hoa-minh-2024", TODAY, &["hoa-khanh"]);
    check("xa-hoa-lien", TODAY, &["hai-van", "lien-chieu"]);
    check("quan-lien-chieu", TODAY, &["hai-van", "lien-chieu", "hoa-khanh"]);
    check("phuong-hoa-khanh", "2025-06-30", &[]);
    check("phuong-khac", TODAY, &[]);
}

#[test]
fn a_circle_of_units_ends() {
    let d = "2025-07-01";
    let circle = [
        unit("phuong-a", "Phường A", "", d, &["phuong-b"]),
        unit("phuong-b", "Phường B", "", d, &["phuong-a"]),
    ];
    assert!(successors_on(&circle, 0, day(TODAY)).is_empty());
    assert_eq!(find_former("phường A", &circle, day(TODAY)), []);
}

proptest! {
    #[test]
    fn any_text_is_kept_but_for_what_was_found(
        parts in prop::collection::vec(
            prop_oneof![
                Just("phường ".to_owned()), Just("P.".to_owned()), Just("quận ".to_owned()),
                Just("Hòa Khánh Bắc".to_owned()), Just("Hoà Minh".to_owned()),
                Just("Liên Chiểu".to_owned()), Just("hoa lien".to_owned()),
                Just(", ".to_owned()), Just(" - ".to_owned()), ".{0,4}",
            ],
            0..12,
        ),
    ) {
        let (text, units) = (parts.concat(), units());
        for mention in find_former(&text, &units, day(TODAY)) {
            prop_assert!(!mention.successors.is_empty());
            let new = replace(&text, &mention, &units[mention.successors[0]]);
            prop_assert!(new.starts_with(&text[..mention.at.start.min(
                mention.dropped.iter().map(|range| range.start).min().unwrap_or(usize::MAX))]));
            let end = mention.dropped.iter().map(|range| range.end).chain([mention.at.end]).max();
            prop_assert!(new.ends_with(&text[end.unwrap()..]));
        }
    }
}
