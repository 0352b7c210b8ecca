use super::*;
use domain::catalogue::Language;

/// 24 November and the Lunar New Year of a made-up calendar, with a Saturday worked for it.
fn calendar() -> Calendar {
    let day = |on: &str, kind: &str, name: &str| {
        format!(r#"{{"on":"{on}","kind":"{kind}","name":{{"vi":"{name}"}},"confidence":"high"}}"#)
    };
    let days = [
        day("2026-02-16", "closed", "Tết"),
        day("2026-02-17", "closed", "Tết"),
        day("2026-02-21", "worked", "Làm bù"),
        day("2026-11-24", "closed", "Ngày Văn hóa (NQ 28)"),
    ];
    serde_json::from_str(&format!(r#"{{"days":[{}]}}"#, days.join(","))).unwrap()
}

fn check(language: Language, on: &str, amount: u16, unit: TimeUnit, expected: &str) {
    let said = Words::new(language).deadline(&calendar(), on.parse().unwrap(), amount, unit);
    assert_eq!(said, expected, "{on}");
}

#[test]
fn a_date_says_from_which_day_it_counts_and_why() {
    use TimeUnit::{CalendarDay, WorkingDay, WorkingHour};
    let vi = Language::Vietnamese;
    let because = "7 ngày làm việc, tính từ thứ Tư 25/11 vì 24/11 – Ngày Văn hóa (NQ 28) là ngày nghỉ: \
                   chậm nhất thứ Năm 3/12";
    check(vi, "2026-11-23", 7, WorkingDay, because);
    check(vi, "2026-11-24", 7, WorkingDay, because);
    check(
        vi,
        "2026-11-25",
        1,
        WorkingDay,
        "1 ngày làm việc, tính từ thứ Năm 26/11: chậm nhất thứ Năm 26/11",
    );
    check(
        vi,
        "2026-11-23",
        4,
        WorkingHour,
        "4 giờ làm việc, tính từ thứ Tư 25/11 vì 24/11 – Ngày Văn hóa (NQ 28) là ngày nghỉ: chậm nhất thứ Tư 25/11",
    );
    check(
        vi,
        "2026-11-23",
        15,
        CalendarDay,
        "15 ngày, tính từ thứ Ba 24/11: chậm nhất thứ Ba 8/12",
    );
    check(vi, "2026-11-23", 0, WorkingDay, "Trong ngày");
}

#[test]
fn days_passed_on_the_way_are_named_once() {
    check(
        Language::Vietnamese,
        "2026-02-12",
        6,
        TimeUnit::WorkingDay,
        "6 ngày làm việc, tính từ thứ Sáu 13/2: chậm nhất thứ Hai 23/2; \
         không tính ngày nghỉ 16/2–17/2 – Tết; có tính ngày làm bù 21/2 – Làm bù",
    );
}

#[test]
fn a_year_nobody_entered_yet_gives_about() {
    check(
        Language::English,
        "2026-12-31",
        1,
        TimeUnit::WorkingDay,
        "1 working day, counted from Friday 1/1/2027: about Friday 1/1/2027",
    );
}
