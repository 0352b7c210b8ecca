use super::*;

const VI: Words = Words::new(Language::Vietnamese);
const EN: Words = Words::new(Language::English);

#[test]
fn numbers_as_people_write_them() {
    let check = |text: &str, vi: &str, en: &str| {
        let number = text.parse().unwrap();
        assert_eq!((VI.number(number).as_str(), EN.number(number).as_str()), (vi, en));
    };
    check("82.5", "82,5", "82.5");
    check("1234567.89", "1.234.567,89", "1,234,567.89");
    check("-1000", "−1.000", "−1,000");
    check("0", "0", "0");
}

#[test]
fn money_and_sizes() {
    assert_eq!(VI.money(50_000), "50.000\u{a0}₫");
    let check = |bytes: u64, expected: &str| assert_eq!(VI.size(bytes), expected, "{bytes}");
    check(0, "0\u{a0}KB");
    check(1, "1\u{a0}KB");
    check(999_001, "1.000\u{a0}KB");
    check(1_400_000, "1,4\u{a0}MB");
    check(12_000_000, "12\u{a0}MB");
}

#[test]
fn moments_are_of_vietnam() {
    let today = Date::from_ymd(2026, 11, 24).unwrap();
    let check = |unix_s: i64, expected: &str| assert_eq!(VI.moment(unix_s, today), expected);
    check(1_795_503_900, "hôm nay 14:05");
    check(1_795_417_500, "hôm qua 14:05");
    check(1_795_453_200 - 60, "hôm qua 23:59");
    check(0, "07:00 01/01/1970");
}
