use super::*;

fn check(template: &str, expected: Result<&str, &str>) {
    let day = Date::from_ymd(2026, 7, 1).unwrap();
    let number = template.parse::<NumberTemplate>().map(|t| t.number(day, 42));
    assert_eq!(number.as_deref().map_err(|e| e.0), expected, "{template}");
}

#[test]
fn numbers_follow_the_template() {
    check("HS-{yymmdd}-{seq:04}", Ok("HS-260701-0042"));
    check("{yyyymmdd}.{seq}", Ok("20260701.42"));
    check("A{seq:06}", Ok("A000042"));
    check("HS-{yymmdd}", Err("expected {seq} exactly once, or numbers would repeat"));
    check("{seq}{seq}", Err("expected {seq} exactly once, or numbers would repeat"));
    check("{seq", Err("expected '}' after every '{'"));
    check("{day}{seq}", Err("expected {yymmdd}, {yyyymmdd}, {seq} or {seq:04}"));
    check("a/b{seq}", Err("expected letters, digits, '-', '.' and '_' between the braces"));
    check("0123456789012345678901{seq}", Err("expected numbers of at most 24 characters"));
}

#[test]
fn a_day_has_its_own_count() {
    let template: NumberTemplate = "HS-{yymmdd}-{seq:04}".parse().unwrap();
    let day = |d| Date::from_ymd(2026, 7, d).unwrap();
    assert_ne!(template.series(day(1)), template.series(day(2)));
    let timeless: NumberTemplate = "A{seq}".parse().unwrap();
    assert_eq!(timeless.series(day(1)), timeless.series(day(2)));
}
