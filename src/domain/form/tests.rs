use super::*;
use crate::catalogue::Text;
use proptest::prelude::*;

fn text(text: &str) -> Payload {
    Payload::Text(text.to_owned())
}
fn limits(min: &str, max: &str, decimals: u8) -> NumberLimits {
    let number = |text: &str| text.parse().unwrap();
    NumberLimits { unit: Text::default(), min: number(min), max: number(max), decimals }
}
fn choices() -> Vec<Choice> {
    ["house", "shed"].map(|id| Choice { id: id.to_owned(), label: Text::default() }).to_vec()
}

/// What a field makes of a payload, as short text: the value, `-` when empty, or the error.
fn field(kind: &FormFieldKind, payload: &Payload) -> String {
    shorten(parse_field(kind, payload))
}
fn shorten(result: Result<Option<Value>, FieldError>) -> String {
    match result {
        Ok(None) => "-".to_owned(),
        Ok(Some(Value::Bool(b))) => b.to_string(),
        Ok(Some(Value::Number(n))) => n.to_string(),
        Ok(Some(Value::Text(t))) => t,
        Err(error) => format!("{error:?}"),
    }
}

#[test]
fn answers_are_of_the_kind_of_their_question() {
    let check = |kind: &QuestionKind, payload: Payload, expected: &str| {
        assert_eq!(shorten(parse_answer(kind, &payload)), expected, "{kind:?} {payload:?}");
    };
    let number = QuestionKind::Number(limits("1", "20.5", 1));
    let choice = QuestionKind::Choice(choices());
    for kind in [&QuestionKind::YesNo, &choice, &number, &QuestionKind::Date, &QuestionKind::Place]
    {
        check(kind, Payload::Null, "-");
        check(kind, Payload::List(vec![]), "WrongType");
    }
    check(&QuestionKind::YesNo, Payload::Bool(false), "false");
    check(&QuestionKind::YesNo, text("true"), "WrongType");
    check(&choice, text("shed"), "shed");
    check(&choice, text("castle"), "NotAChoice");
    check(&choice, text(""), "NotAChoice");
    check(&number, text("2.5"), "2.5");
    check(&number, Payload::Integer(3), "3");
    check(&number, text("2.55"), "TooManyDecimals(1)");
    check(&number, text("0.9"), "OutOfRange { min: 1, max: 20.5 }");
    check(&number, Payload::Integer(i64::MAX), "NotANumber");
    check(&number, text("1e3"), "NotANumber");
    check(&QuestionKind::Date, text("2026-07-01"), "2026-07-01");
    check(&QuestionKind::Date, text("01/07/2026"), "NotADate");
    check(&QuestionKind::Place, text("phuong-lien-chieu"), "phuong-lien-chieu");
    check(&QuestionKind::Place, text("Phường Liên Chiểu"), "NotAChoice");
}

#[test]
fn lines_hold_printable_text_of_their_length() {
    let line = FormFieldKind::Line { max_chars: 10 };
    let lines = FormFieldKind::Lines { max_chars: 10 };
    let check = |kind: &FormFieldKind, typed: &str, expected: &str| {
        assert_eq!(field(kind, &text(typed)), expected, "{typed:?}");
    };
    check(&line, "  Đặng Ngữ ", "Đặng Ngữ");
    check(&line, "", "-");
    check(&line, "   ", "-");
    check(&line, "ướướướướướ", "ướướướướướ");
    check(&line, "ướướướướướx", "TooLong { given: 11, max: 10 }");
    check(&line, "a\nb", "Unprintable");
    check(&lines, "a\nb", "a\nb");
    check(&lines, "👍🏽 ok", "👍🏽 ok");
    assert_eq!(field(&line, &Payload::Null), "-");
    assert_eq!(field(&line, &Payload::Integer(1)), "WrongType");
    for sign in [
        '\0',
        '\t',
        '\r',
        '\u{1b}',
        '\u{7f}',
        '\u{85}',
        '\u{2028}',
        '\u{202A}',
        '\u{202E}',
        '\u{2066}',
        '\u{2069}',
        '\u{FEFF}',
        '\u{FFFE}',
        '\u{1FFFF}',
        '\u{E000}',
        '\u{E0041}',
    ] {
        for kind in [&line, &lines] {
            check(kind, &format!("a{sign}b"), "Unprintable");
        }
        // Also where trimming would take it away.
        check(&line, &format!("a{sign}"), "Unprintable");
    }
}

#[test]
fn telephone_numbers_are_vietnamese() {
    let check = |typed: &str, expected: &str| {
        assert_eq!(field(&FormFieldKind::Phone, &text(typed)), expected, "{typed}");
    };
    for typed in [
        "0905123456",
        "0905 123 456",
        "0905.123.456",
        "0905-123-456",
        "+84905123456",
        "84 905 123 456",
    ] {
        check(typed, "0905123456");
    }
    check("0236 3842 000", "02363842000");
    check("+84 236 3842 000", "02363842000");
    check("", "-");
    for typed in [
        "090512345",
        "09051234567",
        "905123456",
        "+85905123456",
        "+840905123456",
        "0905123456a",
        "0905/123456",
        "0905１２３456",
        "0005123456",
        "+84",
        "+",
    ] {
        check(typed, "NotAPhone");
    }
}

#[test]
fn addresses_of_mail_are_deliverable() {
    for good in ["an.nguyen@example.vn", "a+b@mail.example.com.vn", "x_1@sub-domain.example.org"] {
        assert_eq!(field(&FormFieldKind::Email, &text(good)), good);
    }
    for bad in [
        "an",
        "an@",
        "@example.vn",
        "an@example",
        "an nguyen@example.vn",
        "an@@example.vn",
        ".an@example.vn",
        "a..n@example.vn",
        "an@-example.vn",
        "an@example..vn",
        "an@example.v",
        "an@127.0.0.1",
        "ăn@example.vn",
        "an@example.vn,b@example.vn",
    ] {
        assert_eq!(field(&FormFieldKind::Email, &text(bad)), "NotAnEmail", "{bad}");
    }
}

#[test]
fn personal_and_business_numbers_have_their_digits() {
    let personal = |typed: &str| field(&FormFieldKind::PersonalNumber, &text(typed));
    assert_eq!(personal("048 099 001234"), "048099001234");
    for bad in ["04809900123", "0480990012345", "04809900123x", "048.099.001.234"] {
        assert_eq!(personal(bad), "NotAPersonalNumber", "{bad}");
    }
    let business = |typed: &str| field(&FormFieldKind::BusinessNumber, &text(typed));
    assert_eq!(business("0401234567"), "0401234567");
    assert_eq!(business("0401234567-001"), "0401234567-001");
    for bad in ["040123456", "0401234567-01", "0401234567-", "0401234567001", "0401234567-001-1"] {
        assert_eq!(business(bad), "NotABusinessNumber", "{bad}");
    }
}

#[test]
fn choices_numbers_dates_and_declarations() {
    let choice = FormFieldKind::Choice(choices());
    assert_eq!(field(&choice, &text("house")), "house");
    assert_eq!(field(&choice, &text("barn")), "NotAChoice");
    let number = FormFieldKind::Number(limits("-5", "5", 0));
    assert_eq!(field(&number, &text(" -3 ")), "-3");
    assert_eq!(field(&number, &text("")), "-");
    assert_eq!(field(&number, &text("0.5")), "TooManyDecimals(0)");
    assert_eq!(field(&number, &Payload::Integer(6)), "OutOfRange { min: -5, max: 5 }");
    assert_eq!(field(&FormFieldKind::Date, &text("2026-02-30")), "NotADate");
    assert_eq!(field(&FormFieldKind::Date, &text("2026-02-28")), "2026-02-28");
    assert_eq!(field(&FormFieldKind::Declaration, &Payload::Bool(true)), "true");
    assert_eq!(field(&FormFieldKind::Declaration, &Payload::Bool(false)), "-");
    assert_eq!(field(&FormFieldKind::Declaration, &text("true")), "WrongType");
}

#[test]
fn tables_count_their_filled_rows() {
    let kind = FormFieldKind::Table { columns: vec![Text::default(); 2], max_rows: 2 };
    let check = |rows: &[&[&str]], expected: &str| {
        let row = |cells: &&[&str]| Payload::List(cells.iter().map(|cell| text(cell)).collect());
        assert_eq!(field(&kind, &Payload::List(rows.iter().map(row).collect())), expected);
    };
    check(&[], "-");
    check(&[&["", " "]], "-");
    check(&[&["a", ""], &["", "b"]], "2");
    check(&[&["a"], &[""]], "1");
    check(&[&["a"], &["b"], &["c"]], "TooManyRows(2)");
    check(&[&["a", "b", "c"]], "WrongType");
    check(&[&["a\nb"]], "Unprintable");
    check(&[&[&"x".repeat(201)]], "TooLong { given: 201, max: 200 }");
    assert_eq!(field(&kind, &text("a")), "WrongType");
    assert_eq!(field(&kind, &Payload::List(vec![text("a")])), "WrongType");
}

#[test]
fn numbers_are_read_as_vietnamese_people_type_them() {
    let check = |typed: &str, expected: &str| {
        let read = parse_typed_number(typed).map(|n| n.to_string());
        assert_eq!(read, Ok(expected.to_owned()), "{typed}");
    };
    check("82,5", "82.5");
    check("82.5", "82.5");
    check("1.234,5", "1234.5");
    check("1,234.5", "1234.5");
    check("1234.5", "1234.5");
    check("1 234,5", "1234.5");
    check(" 1\u{a0}234 ", "1234");
    check("1.234", "1234");
    check("1,234", "1.234");
    check("0.125", "0.125");
    check("1234.567", "1234.567");
    check("1.234.567", "1234567");
    check("1,234,567", "1234567");
    check("1.234.567,89", "1234567.89");
    check("12.50", "12.5");
    check("-3,5", "-3.5");
    check("−3,5", "-3.5");
    check("007", "7");
    for bad in [
        "",
        ",",
        ".",
        "5,",
        ",5",
        "1,2,3",
        "1.23.456",
        "1.2345,6",
        "1.234,5,6",
        "1,234.5.6",
        "0.123.456",
        "12m2",
        "1e5",
        "--1",
        "1-2",
        "1.234.56",
        "٣",
    ] {
        assert_eq!(parse_typed_number(bad), Err(FieldError::NotANumber), "{bad}");
    }
    assert_eq!(parse_typed_number("1,2345"), Err(FieldError::TooManyDecimals(3)));
}

#[test]
fn dates_are_read_day_first() {
    for typed in [
        "1/7/2026",
        "01/07/2026",
        "01-07-2026",
        "1.7.2026",
        "01072026",
        "2026-07-01",
        " 1 / 7 / 2026 ",
        "1 7 2026",
        "2026/7/1",
    ] {
        let read = parse_typed_date(typed).map(|day| day.to_string());
        assert_eq!(read, Ok("2026-07-01".to_owned()), "{typed}");
    }
    for bad in [
        "",
        "1/7",
        "1/7/26",
        "7/2026",
        "13/13/2026",
        "30/2/2026",
        "31/4/2026",
        "1//7/2026",
        "1/7/2026/",
        "1072026",
        "20260701x",
        "0101",
        "1/7/0026",
        "a/7/2026",
        "1/7/20261",
        "29/2/2025",
        "1/+7/2026",
    ] {
        assert_eq!(parse_typed_date(bad), Err(FieldError::NotADate), "{bad}");
    }
    assert!(parse_typed_date("29/2/2028").is_ok());
}

proptest! {
    #[test]
    fn a_number_that_is_shown_reads_back(thousandths in -9_000_000_000_i64..9_000_000_000) {
        let number = Number { thousandths };
        prop_assert_eq!(parse_typed_number(&to_typed_number(number)), Ok(number));
    }

    #[test]
    fn reading_never_panics_and_keeps_limits(typed in "\\PC{0,20}", digits in "[0-9.,/ +@-]{0,20}") {
        for typed in [typed, digits] {
            let _ = parse_typed_number(&typed);
            if let Ok(day) = parse_typed_date(&typed) {
                prop_assert_eq!(parse_typed_date(&day.to_vietnamese()), Ok(day));
            }
            let line = FormFieldKind::Line { max_chars: 5 };
            for kind in [&FormFieldKind::Phone, &FormFieldKind::Email, &line] {
                if let Ok(Some(value)) = parse_field(kind, &text(&typed)) {
                    // What a field accepts, it accepts again, with the same value.
                    let Value::Text(canonical) = &value else { panic!("not a text: {value:?}") };
                    prop_assert_eq!(parse_field(kind, &text(canonical)), Ok(Some(value.clone())));
                    prop_assert!(*kind != line || canonical.chars().count() <= 5);
                }
            }
        }
    }
}
