use super::*;
use crate::catalogue::Text;

const CLOSED: &str = "2012-12-31 2025-01-01 2025-09-02 2026-01-01 2026-01-02 2026-02-16 2026-02-17 2026-02-18 \
    2026-02-19 2026-02-20 2026-04-26 2026-04-27 2026-08-31 2026-09-01 2026-09-02 2026-11-24 2027-01-01 2027-02-04 \
    2027-02-05 2027-02-08 2027-02-09 2027-02-10 2027-04-16 2027-04-30 2027-05-03";
const WORKED: &str = "2013-01-05 2026-01-10 2026-08-22";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The holidays of facts/one-stop §3; Giỗ Tổ 2027 as if it were not confirmed.
fn calendar() -> Calendar {
    let entry = |kind| {
        move |on: &str| CalendarDay {
            on: day(on),
            kind,
            name: Text::default(),
            confidence: if on == "2027-04-16" { Confidence::Medium } else { Confidence::High },
        }
    };
    let mut days: Vec<CalendarDay> = CLOSED
        .split_whitespace()
        .map(entry(CalendarDayKind::Closed))
        .chain(WORKED.split_whitespace().map(entry(CalendarDayKind::Worked)))
        .collect();
    days.sort_by_key(|day| day.on);
    Calendar { days }
}

fn check(received_on: &str, limit: (u16, TimeUnit), first: &str, due_on: &str, passed: &str) {
    let calendar = calendar();
    let due = due_date(&calendar, day(received_on), limit.0, limit.1);
    let passed_days: Vec<String> =
        due.passed.iter().map(|i| calendar.days[*i].on.to_string()[5..].to_owned()).collect();
    let about = if due.about { "about " } else { "" };
    assert_eq!(
        (due.first_day, format!("{about}{}", due.due_on), passed_days.join(" ")),
        (day(first), due_on.to_owned(), passed.to_owned()),
        "{limit:?} from {received_on}"
    );
}

#[test]
fn working_days_skip_weekends_and_holidays() {
    let d = |n| (n, TimeUnit::WorkingDay);
    // A plain week: the day of receipt does not count.
    check("2026-07-06", d(1), "2026-07-07", "2026-07-07", "");
    check("2026-07-06", d(7), "2026-07-07", "2026-07-15", "");
    check("2026-07-10", d(1), "2026-07-13", "2026-07-13", "");
    check("2026-07-11", d(1), "2026-07-13", "2026-07-13", "");
    check("2026-07-11", d(0), "2026-07-11", "2026-07-11", "");
    // Tết Bính Ngọ: 16–20 February 2026.
    check("2026-02-13", d(1), "2026-02-23", "2026-02-23", "02-16 02-17 02-18 02-19 02-20");
    check("2026-02-12", d(2), "2026-02-13", "2026-02-23", "02-16 02-17 02-18 02-19 02-20");
    // Tết Đinh Mùi: 4, 5, 8, 9, 10 February 2027, back on the 11th.
    check("2027-02-03", d(1), "2027-02-11", "2027-02-11", "02-04 02-05 02-08 02-09 02-10");
    // Ngày Văn hóa Việt Nam is a Tuesday, the Monday before it is worked.
    check("2026-11-20", d(2), "2026-11-23", "2026-11-25", "11-24");
    check("2026-11-24", d(1), "2026-11-25", "2026-11-25", "");
    // Giỗ Tổ 2026 is a Sunday: only the Monday instead of it is passed over.
    check("2026-04-24", d(1), "2026-04-28", "2026-04-28", "04-27");
}

#[test]
fn worked_saturdays_count_and_their_swaps_do_not() {
    let d = |n| (n, TimeUnit::WorkingDay);
    check("2026-08-21", d(1), "2026-08-22", "2026-08-22", "08-22");
    check("2026-08-21", d(7), "2026-08-22", "2026-09-03", "08-22 08-31 09-01 09-02");
    check("2026-01-09", d(2), "2026-01-10", "2026-01-12", "01-10");
    // Over the end of a year: 1 January and its swap on the 2nd.
    check("2025-12-31", d(1), "2026-01-05", "2026-01-05", "01-01 01-02");
    check("2025-12-30", d(6), "2025-12-31", "2026-01-09", "01-01 01-02");
}

#[test]
fn hours_are_office_hours() {
    let h = |n| (n, TimeUnit::WorkingHour);
    check("2026-11-23", h(8), "2026-11-25", "2026-11-25", "11-24");
    check("2026-07-06", h(2), "2026-07-07", "2026-07-07", "");
    check("2026-07-06", h(9), "2026-07-07", "2026-07-08", "");
    check("2026-07-06", h(24), "2026-07-07", "2026-07-09", "");
}

#[test]
fn calendar_days_end_where_they_end() {
    let c = |n| (n, TimeUnit::CalendarDay);
    check("2026-07-06", c(1), "2026-07-07", "2026-07-07", "");
    check("2026-02-10", c(7), "2026-02-11", "2026-02-17", "");
    check("2026-12-20", c(15), "2026-12-21", "2027-01-04", "");
    check("2026-07-06", c(0), "2026-07-06", "2026-07-06", "");
}

#[test]
fn a_date_is_about_when_the_calendar_is_unsure() {
    let d = |n| (n, TimeUnit::WorkingDay);
    // Through an unconfirmed holiday, but not up to the day before it.
    check("2027-04-15", d(1), "2027-04-19", "about 2027-04-19", "04-16");
    check("2027-04-14", d(1), "2027-04-15", "2027-04-15", "");
    // Out of the years that were entered; the swap of 2012 does not make 2013 known.
    check("2027-12-31", d(1), "2028-01-03", "about 2028-01-03", "");
    check("2028-03-01", d(1), "2028-03-02", "about 2028-03-02", "");
    check("2012-12-28", d(2), "2013-01-01", "about 2013-01-02", "12-31");
    check("2013-01-04", d(1), "2013-01-05", "about 2013-01-05", "01-05");
}

#[test]
fn working_days_are_known() {
    let calendar = calendar();
    for (on, works) in [
        ("2026-11-23", true),
        ("2026-11-24", false),
        ("2026-11-28", false),
        ("2026-08-22", true),
        ("2026-08-23", false),
        ("2026-01-10", true),
        ("2027-02-11", true),
    ] {
        assert_eq!(is_working_day(&calendar, day(on)), works, "{on}");
    }
}

#[test]
fn the_end_of_time_ends_the_count() {
    let far = Date::from_ymd(262_142, 12, 30).unwrap();
    let due = due_date(&calendar(), far, u16::MAX, TimeUnit::WorkingDay);
    assert!(due.about && due.due_on > far);
}
