//! Administrative units: checks of the file, and the units of this repository.

use super::*;
use domain::units::{find_authorities, find_former, replace};

const FILE: &str = "authorities.toml";
const OLD: &str = "successors = [{ unit = \"phuong-a\" }]\n";

#[test]
fn units_are_read_and_name_what_people_still_say() {
    let index = compiled().index;
    let ids: Vec<&str> = index.units.iter().map(|unit| unit.id.as_str()).collect();
    assert_eq!(ids, ["phuong-cu", "quan-cu", "phuong-a", "phuong-c"]);
    assert_eq!(index.authorities[0].places[0].former, ["Phường Cũ"]);
    assert!(index.authorities[1].places[0].former.is_empty());
}

#[test]
fn what_became_of_a_unit_must_be_known() {
    check(
        FILE,
        OLD,
        "successors = [{ unit = \"phuong-aa\" }]\n",
        "unit.successors: expected the id of a [[unit]] of this file, found 'phuong-aa' (did you mean 'phuong-a'?)",
    );
    check(
        FILE,
        OLD,
        "",
        "unit.successors: expected what 'phuong-cu' went into, found none although it ended on 2025-07-01",
    );
    check(
        FILE,
        "part_of = \"quan-cu\"",
        "part_of = \"quan-moi\"",
        "unit.part_of: expected the id of a [[unit]] of this file, found 'quan-moi'",
    );
    check(
        FILE,
        "valid_until = 2025-07-01\nsuccessors = [{ unit = \"phuong-a\" }]\n",
        OLD,
        "unit.successors: expected 'valid_until' on a unit with successors, found none on 'phuong-cu'",
    );
    check(
        FILE,
        OLD,
        "successors = [{ unit = \"phuong-a\", part = true }]\n",
        "unit.successors: expected the whole of 'phuong-cu' in its one successor, found part = true",
    );
    check(
        FILE,
        "{ unit = \"phuong-c\", part = true }",
        "{ unit = \"phuong-c\" }",
        "unit.successors: expected part = true where a unit was split, found none for 'phuong-c'",
    );
    check(
        FILE,
        "name_en = \"Ward C\"\nlevel = \"ward\"\nvalid_from = 2025-07-01",
        "name_en = \"Ward C\"\nlevel = \"ward\"\nvalid_from = 2025-07-02",
        "unit.successors: expected a unit that exists on 2025-07-01, found 'phuong-c', which does not",
    );
}

#[test]
fn a_unit_is_one_at_a_time_and_never_becomes_itself() {
    let twice = [
        (
            "id = \"phuong-c\"\nname",
            "id = \"phuong-a\"\nname",
            "unit.id: expected a unit named once",
        ),
        (
            "name = \"Phường C\"",
            "name = \"Phường A\"",
            "unit.valid_from: expected one 'Phường A' at a time, found 'phuong-a' valid on the same days",
        ),
    ];
    for (from, to, expected) in twice {
        let found = mistakes_of(FILE, from, to);
        assert!(found.iter().any(|mistake| mistake.contains(expected)), "{expected}: {found:#?}");
    }
    let found = mistakes_of(
        FILE,
        "valid_from = 2025-07-01\nsource = [\"s1\"]\nconfidence = \"medium\"",
        "valid_until = 2025-07-01\nsuccessors = [{ unit = \"phuong-cu\" }]\nsource = [\"s1\"]\nconfidence = \"medium\"",
    );
    let expected =
        "expected units that go into others, found that 'phuong-cu' becomes itself again";
    assert!(found.iter().any(|mistake| mistake.contains(expected)), "{found:#?}");
}

#[test]
fn old_addresses_of_lien_chieu_lead_to_the_wards_of_today() {
    let index = published::index();
    let today = today();
    let check = |typed: &str, expected: &[&str]| {
        let mentions = find_former(typed, &index.units, today);
        let new = mentions.iter().flat_map(|mention| {
            mention.successors.iter().map(|at| replace(typed, mention, &index.units[*at]))
        });
        assert_eq!(new.collect::<Vec<_>>(), expected, "{typed}");
    };
    check(
        "12 Âu Cơ, Hòa Khánh Bắc, Liên Chiểu, Đà Nẵng",
        &["12 Âu Cơ, phường Liên Chiểu, Đà Nẵng"],
    );
    check("P. Hoà Hiệp Nam, Q. Liên Chiểu", &["Phường Hải Vân"]);
    check("phuong hoa minh", &["phường Hòa Khánh"]);
    check("xã Hòa Bắc, huyện Hòa Vang", &["phường Hải Vân"]);
    check("xã Hòa Liên", &["phường Hải Vân", "phường Liên Chiểu"]);
    check("12 Âu Cơ, phường Hòa Khánh, thành phố Đà Nẵng", &[]);
    for unit in &index.units {
        let is_office = matches!(
            unit.level,
            domain::catalogue::UnitLevel::Ward | domain::catalogue::UnitLevel::Commune
        );
        if is_office {
            let offices = find_authorities(&index, &unit.id, today);
            assert!(!offices.is_empty(), "{}", unit.id);
        }
    }
    let names: Vec<&[String]> =
        index.authorities.iter().map(|a| a.places[0].former.as_slice()).collect();
    assert_eq!(
        names[0],
        ["Phường Hòa Hiệp Bắc", "Phường Hòa Hiệp Nam", "Xã Hòa Bắc", "Một phần xã Hòa Liên"]
    );
}
