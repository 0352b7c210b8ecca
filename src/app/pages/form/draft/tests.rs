use super::*;
use domain::catalogue::{NumberLimits, Text};

fn number() -> FormFieldKind {
    FormFieldKind::Number(NumberLimits {
        unit: Text { vi: "m²".to_owned(), en: String::new() },
        min: Number::whole(1),
        max: Number::whole(20_000),
        decimals: 2,
    })
}

fn text(text: &str) -> Payload {
    Payload::Text(text.to_owned())
}

#[test]
fn what_is_typed_is_stored_in_canonical_form_and_shown_as_typed() {
    let check = |kind: &FormFieldKind, typed: &str, stored: &str, shown: &str| {
        assert_eq!(typed_payload(kind, typed), Ok(text(stored)), "{typed}");
        assert_eq!(control_text(kind, &text(stored)), shown);
        assert_eq!(typed_payload(kind, shown), Ok(text(stored)), "{shown}");
    };
    check(&number(), "82,5", "82.5", "82,5");
    check(&number(), "1.234,5", "1234.5", "1234,5");
    check(&FormFieldKind::Date, "5/9/2026", "2026-09-05", "05/09/2026");
    check(
        &FormFieldKind::Line { max_chars: 20 },
        "  Nguyễn Thị Ánh ",
        "Nguyễn Thị Ánh",
        "Nguyễn Thị Ánh",
    );
}

#[test]
fn what_does_not_fit_is_refused_with_its_reason() {
    let check = |kind: &FormFieldKind, typed: &str, error| {
        assert_eq!(typed_payload(kind, typed), Err(error), "{typed}");
    };
    check(&FormFieldKind::Line { max_chars: 4 }, "abcde", FieldError::TooLong { given: 5, max: 4 });
    check(&number(), "nhiều", FieldError::NotANumber);
    check(&FormFieldKind::Date, "31/02/2026", FieldError::NotADate);
    check(&FormFieldKind::PersonalNumber, "123", FieldError::NotAPersonalNumber);
    assert_eq!(typed_payload(&FormFieldKind::Date, "   "), Ok(Payload::Null));
}

#[test]
fn a_table_keeps_only_rows_that_hold_something() {
    let kind = FormFieldKind::Table { columns: vec![Text::default(); 2], max_rows: 2 };
    let row = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
    let stored = table_payload(&kind, &[row(" Kết cấu ", ""), row("", " ")]);
    let expected = Payload::List(vec![Payload::List(vec![text("Kết cấu"), text("")])]);
    assert_eq!(stored, Ok(expected.clone()));
    assert_eq!(table_rows(Some(&expected), 2), vec![row("Kết cấu", "")]);
    assert_eq!(table_payload(&kind, &[row("", "")]), Ok(Payload::Null));
    let too_many = [row("1", ""), row("2", ""), row("3", "")];
    assert_eq!(table_payload(&kind, &too_many), Err(FieldError::TooManyRows(2)));
}
