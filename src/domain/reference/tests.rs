use super::*;
use crate::catalogue::{Authority, EditionSummary, IndexEntry, Place, Provenance, Text};
use crate::sample::{answers, edition};
use proptest::prelude::*;

fn procedure() -> Procedure {
    let mut newer = edition();
    newer.valid_from = "2027-01-01".parse().unwrap();
    newer.questions.swap(0, 1);
    Procedure {
        id: "garden".parse().unwrap(),
        code: String::new(),
        name: Text::default(),
        short: Text::default(),
        audience: Text::default(),
        related: vec![],
        editions: vec![edition(), newer],
        sources: vec![],
    }
}

fn index() -> CatalogueIndex {
    let procedure = procedure();
    let day: Date = "2026-07-01".parse().unwrap();
    let provenance: Provenance = edition().provenance;
    let place = |id: &str| Place { id: id.into(), name: Text::default(), former: vec![] };
    let places = vec![place("phuong-mot"), place("phuong-hai")];
    let authority = Authority {
        id: "ward".parse().unwrap(),
        name: Text::default(),
        places,
        valid_from: day,
        valid_until: None,
        provenance,
    };
    let summary = |e: &Edition| EditionSummary {
        valid_from: e.valid_from,
        valid_until: e.valid_until,
        status: e.status,
    };
    let entry = IndexEntry {
        id: procedure.id.clone(),
        code: String::new(),
        name: Text::default(),
        short: Text::default(),
        words: vec![],
        field: String::new(),
        events: vec![],
        audience: Text::default(),
        editions: procedure.editions.iter().map(summary).collect(),
        file: String::new(),
        file_en: String::new(),
    };
    CatalogueIndex {
        format: 2,
        version: String::new(),
        made_on: day,
        procedures: vec![entry],
        authorities: vec![authority],
        calendar: crate::catalogue::Calendar::default(),
        units: vec![],
    }
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    let procedure = procedure();
    encode(&procedure, &procedure.editions[0], &answers(pairs))
}

fn decoded(text: &str) -> Result<(String, Answers), Unreadable> {
    decode(text, &procedure(), &index()).map(|(id, answers)| (id.to_string(), answers))
}

const ALL: &[(&str, &str)] = &[
    ("q.married", "?"),
    ("q.useless", "yes"),
    ("q.kind", "fence"),
    ("q.owner", "no"),
    ("q.floors", "20"),
    ("q.basement", "yes"),
    ("q.area", "999.9"),
    ("q.channel", "online"),
    ("q.began", "2026-02-28"),
    ("q.place", "phuong-hai"),
];

#[test]
fn answers_come_back() {
    let check = |pairs: &[(&str, &str)]| {
        let text = encoded(pairs);
        assert!(text.len() <= MAX_BYTES, "{text}");
        assert_eq!(decoded(&text), Ok(("garden@2026-07-01".into(), answers(pairs))));
        assert_eq!(find_edition(&text, &index()).unwrap().to_string(), "garden@2026-07-01");
        text
    };
    assert!(check(&[]).len() <= 3 + 14 + 6);
    check(&[("q.married", "yes")]);
    check(&[("q.place", "phuong-mot")]);
    check(&[("q.began", "1900-01-01")]);
    check(&[("q.began", "2099-12-31")]);
    check(ALL);
}

#[test]
fn what_is_not_an_answer_of_this_edition_is_left_out() {
    let others = [
        ("f.name", "An"),
        ("q.moat", "yes"),
        ("q.kind", "castle"),
        ("q.floors", "21"),
        ("q.area", "0.5"),
        ("q.began", "1899-12-31"),
        ("q.channel", "no"),
        ("q.place", "7"),
    ];
    assert_eq!(encoded(&others), encoded(&[]));
    // Beyond the limits, and between two values.
    for number in ["0", "-1", "20.5", "999999999999"] {
        assert_eq!(encoded(&[("q.floors", number)]), encoded(&[]), "{number}");
    }
    assert_ne!(encoded(&[("q.floors", "20")]), encoded(&[]));
    let text = encoded(&[("q.place", "phuong-ba")]);
    assert_eq!(decoded(&text).unwrap().1, Answers::new(), "a place not in this catalogue");
    let mut hidden = answers(&[("q.kind", "shed")]);
    hidden.insert("q.floors".parse().unwrap(), Answer::NotAsked);
    let procedure = procedure();
    let text = encode(&procedure, &procedure.editions[0], &hidden);
    assert_eq!(text, encoded(&[("q.kind", "shed")]));
}

#[test]
fn a_reference_says_why_it_cannot_be_read() {
    let check = |text: &str, expected: Unreadable| {
        assert_eq!(decoded(text), Err(expected), "{text}");
        assert_eq!(find_edition(text, &index()), Err(expected), "{text}");
    };
    let text = encoded(ALL);
    check("", Unreadable::Mistyped);
    check("HS1", Unreadable::Mistyped);
    check("hello", Unreadable::Mistyped);
    check(&text.replacen("HS1", "HS2", 1), Unreadable::NewerVersion);
    check(&text[..text.len() - 1], Unreadable::Mistyped);
    let mut other = procedure();
    other.id = "yard".parse().unwrap();
    check(&encode(&other, &other.editions[0], &answers(ALL)), Unreadable::UnknownProcedure);
    let mut later = edition();
    later.valid_from = "2028-01-01".parse().unwrap();
    check(&encode(&procedure(), &later, &answers(ALL)), Unreadable::UnknownEdition);
    // The questions of the edition were corrected since.
    let mut corrected = edition();
    if let QuestionKind::Choice(choices) = &mut corrected.questions[2].kind {
        choices.swap(0, 1);
    }
    let text = encode(&procedure(), &corrected, &answers(ALL));
    assert_eq!(decoded(&text), Err(Unreadable::UnknownEdition));
}

#[test]
fn a_person_may_type_it_in_many_ways() {
    let text = encoded(ALL);
    let expected = decoded(&text);
    let in_groups: Vec<String> =
        text.as_bytes().chunks(5).map(|c| String::from_utf8_lossy(c).into_owned()).collect();
    for typed in [
        text.to_lowercase(),
        format!("  {} ", in_groups.join(" ")),
        in_groups.join("-"),
        format!("https://example.test/m#{text}"),
        text[..3].to_owned() + &text[3..].replace('0', "o").replace('1', "l"),
    ] {
        assert_eq!(decoded(&typed), expected, "{typed}");
    }
}

#[test]
fn no_wrong_character_gives_answers() {
    let text = encoded(ALL);
    for at in 0..text.len() {
        for wrong in ('0'..='9').chain('A'..='Z').chain(['*', 'đ', '#']) {
            let mut changed: Vec<char> = text.chars().collect();
            changed[at] = wrong;
            let changed: String = changed.into_iter().collect();
            if parse(&changed).map(|d| d.0).ok() != parse(&text).map(|d| d.0).ok() {
                assert!(decoded(&changed).is_err(), "{changed}");
            }
        }
    }
}

#[test]
fn the_check_code_is_that_of_bip_350() {
    // "A1LQFN3A" of the test vectors: human part "a" (3, 0, 1), no data, check digits.
    let charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let digit = |c: char| u8::try_from(charset.find(c).unwrap()).unwrap();
    let digits: Vec<u8> = [3, 0, 1].into_iter().chain("lqfn3a".chars().map(digit)).collect();
    assert_eq!(polymod(&digits), CHECK);
}

fn any_word(at: usize) -> BoxedStrategy<Option<String>> {
    let days = (0..73_049_i64).prop_map(|n| first_day().unwrap().plus_days(n).to_string());
    let word = match at {
        2 => prop::sample::select(vec!["house", "shed", "fence", "?"])
            .prop_map(str::to_owned)
            .boxed(),
        4 => (1..=20_u32).prop_map(|n| n.to_string()).boxed(),
        6 => (10..=10_000_i64).prop_map(|n| Number { thousandths: n * 100 }.to_string()).boxed(),
        7 => prop::sample::select(vec!["online", "paper"]).prop_map(str::to_owned).boxed(),
        8 => days.boxed(),
        9 => prop::sample::select(vec!["phuong-mot", "phuong-hai"]).prop_map(str::to_owned).boxed(),
        _ => prop::sample::select(vec!["yes", "no", "?"]).prop_map(str::to_owned).boxed(),
    };
    prop::option::of(word).boxed()
}

proptest! {
    #[test]
    fn any_answers_come_back(words in (0..10).map(any_word).collect::<Vec<_>>()) {
        let pairs: Vec<(&str, &str)> = ALL
            .iter()
            .zip(&words)
            .filter_map(|((field, _), word)| Some((*field, word.as_deref()?)))
            .collect();
        let text = encoded(&pairs);
        prop_assert!(text.len() <= MAX_BYTES);
        prop_assert!(text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()));
        prop_assert_eq!(decoded(&text), Ok(("garden@2026-07-01".into(), answers(&pairs))));
    }

    #[test]
    fn hostile_text_is_refused(text in "(HS1)?[0-9A-Z#đ \\-]{0,200}") {
        prop_assert!(decoded(&text).is_err());
        prop_assert!(find_edition(&text, &index()).is_err());
    }

    #[test]
    fn up_to_four_wrong_characters_are_noticed(
        changes in prop::collection::vec((3..40_usize, 1..32_u8), 1..=4),
    ) {
        let text = encoded(ALL);
        let mut bytes = text.clone().into_bytes();
        for (at, by) in changes {
            let at = 3 + at % (bytes.len() - 3);
            let digit = ALPHABET.iter().position(|b| *b == bytes[at]).unwrap() as u8;
            bytes[at] = ALPHABET[usize::from((digit + by) % 32)];
        }
        let changed = String::from_utf8(bytes).unwrap();
        prop_assert!(changed == text || decoded(&changed) == Err(Unreadable::Mistyped));
    }

    #[test]
    fn numbers_of_any_size_unpack(digits in prop::collection::vec((2..1_u64 << 57, any::<u64>()), 0..9)) {
        let mut number = Digits::default();
        for (radix, digit) in &digits {
            number.push(*radix, digit % radix);
        }
        for (radix, digit) in digits.iter().rev() {
            prop_assert_eq!(number.pop(*radix), digit % radix);
        }
        prop_assert!(number.0.is_empty());
    }
}
