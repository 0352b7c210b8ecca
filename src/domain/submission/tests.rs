use super::*;
use crate::catalogue::{CatalogueIndex, Successor, Unit, UnitLevel};
use crate::sample::{DOSSIER, Log, edition, edition_id, operation_id};

/// A dossier of a shed to which nothing is missing.
fn complete() -> Log {
    let mut log = Log::new();
    log.set("q.owner", "yes").set("q.kind", "shed").set("q.area", "20").set("q.married", "no");
    log.set("f.name", "Nguyễn Thị Mẫu").attach("land", 10).attach("land", 11);
    log
}

/// The obstacles as short texts.
fn obstacles(log: &Log) -> Vec<String> {
    match prepare_submission(&edition(), &log.dossier()) {
        Ok(_) => vec![],
        Err(obstacles) => obstacles.iter().map(|o| format!("{o:?}")).collect(),
    }
}

fn sent(log: &Log) -> Manifest {
    prepare_submission(&edition(), &log.dossier()).unwrap()
}

fn fields(manifest: &Manifest) -> Vec<&str> {
    manifest.heads.iter().map(|head| head.field.as_str()).collect()
}

#[test]
fn a_complete_dossier_is_sent_with_exactly_what_is_relevant() {
    let mut log = complete();
    // Typed while it was to be a house: stays here.
    log.set("f.depth", "3").set("q.basement", "yes").attach("drawing", 12);
    log.set("have.land", "yes").set("f.phone", "");
    let manifest = sent(&log);
    assert_eq!((manifest.dossier, manifest.edition.clone()), (DOSSIER, edition_id()));
    assert_eq!(
        fields(&manifest),
        ["f.name", "f.phone", "q.area", "q.kind", "q.married", "q.owner"]
    );
    let papers: Vec<(&str, Fate, usize)> =
        manifest.papers.iter().map(|p| (p.paper.as_str(), p.fate, p.pages.len())).collect();
    assert_eq!(papers, [("application", Fate::FilledIn, 0), ("land", Fate::Photographed, 2)]);
    assert_eq!(manifest.papers[1].pages, [[10; 32], [11; 32]].map(Sha256::from_bytes));
}

#[test]
fn the_manifest_does_not_depend_on_the_order_of_the_log() {
    let mut log = complete();
    log.set_apart("f.name", "Nguyễn Thị Mẫu").fate("land", "photographed", "");
    let manifest = sent(&log);
    let mut backwards = Log { records: log.records.iter().rev().cloned().collect() };
    for (n, record) in backwards.records.iter_mut().enumerate() {
        record.number = Some(n as u32);
    }
    assert_eq!(sent(&backwards), manifest);
    // Both heads that say the same are covered.
    assert_eq!(fields(&manifest).iter().filter(|f| **f == "f.name").count(), 2);
    let json = serde_json::to_string(&manifest).unwrap();
    assert_eq!(serde_json::from_str::<Manifest>(&json).unwrap(), manifest);
}

#[test]
fn every_defect_is_named_in_the_order_of_the_screens() {
    let mut log = Log::new();
    log.set("q.owner", "yes").set("q.kind", "castle").set("q.area", "?");
    log.set("q.married", "yes").set_apart("q.married", "no");
    log.set("f.phone", "12").set("f.company", "yes").fate("letter", "photographed", "");
    assert_eq!(
        obstacles(&log),
        [
            "Conflict(q.married)",
            "BadAnswer(kind, NotAChoice)",
            "Unanswered(area)",
            "NoFate(land)",
            "Field(name, Missing)",
            "Field(phone, NotAPhone)",
            "Field(company-number, Missing)",
            "NoPages(letter)",
        ]
    );
}

#[test]
fn open_questions_stand_in_the_way_only_where_they_decide_something_required() {
    let mut log = complete();
    // Channel decides fees, the day a paper that may lack, the place a fate: none of them is asked for.
    assert_eq!(obstacles(&log), [""; 0]);
    log.set("q.married", "?");
    assert_eq!(obstacles(&log), ["Unanswered(married)"]);
    log.set("q.married", "no").set("q.area", "?");
    // The area decides the authority.
    assert_eq!(obstacles(&log), ["Unanswered(area)"]);
    log.set("q.area", "20").set("q.kind", "?");
    // Whether there is a basement cannot be asked before the kind is known.
    assert_eq!(obstacles(&log), ["Unanswered(kind)"]);
    log.set("q.kind", "house").set("q.floors", "1");
    assert_eq!(obstacles(&log), [""; 0]);
    log.set("q.floors", "2");
    assert_eq!(obstacles(&log), ["Unanswered(basement)"]);
    log.set("q.basement", "yes");
    assert_eq!(obstacles(&log), ["NoFate(drawing)", "Field(depth, Missing)"]);
    log.set("q.owner", "?");
    assert_eq!(obstacles(&log), ["Unanswered(owner)", "NoFate(drawing)", "Field(depth, Missing)"]);
}

#[test]
fn an_exit_ends_it() {
    let mut log = complete();
    log.set("q.owner", "no").set("f.name", "").set("q.married", "?").set("q.area", "-1");
    assert_eq!(obstacles(&log), ["Exit(0)", "BadAnswer(area, OutOfRange { min: 1, max: 1000 })"]);
}

#[test]
fn fates_are_allowed_ones_with_their_detail() {
    let check = |fate: &str, detail: &str, expected: &[&str]| {
        let mut log = complete();
        log.fate("land", fate, detail);
        assert_eq!(obstacles(&log), expected, "{fate} {detail:?}");
    };
    check("original_brought", "", &[]);
    check("delivered_earlier", "", &["BadFate(land)"]);
    check("delivered_earlier", "  ", &["BadFate(land)"]);
    check("delivered_earlier", "hồ sơ 12/2025", &[]);
    check("looked_up", "", &["BadFate(land)"]);
    check("teleported", "", &["BadFate(land)"]);
    // Only photographs travel as pages.
    let mut log = complete();
    log.fate("land", "original_brought", "");
    let manifest = sent(&log);
    assert!(manifest.papers[1].pages.is_empty());
    assert!(fields(&manifest).contains(&"fate.land"));
    // The fate of the map follows the place.
    log.set("q.place", "phuong-mot").fate("map", "photographed", "").attach("map", 20);
    assert_eq!(obstacles(&log), ["BadFate(map)"]);
    log.set("q.place", "phuong-hai");
    assert_eq!(obstacles(&log), [""; 0]);
}

#[test]
fn conflicts_stand_in_the_way_where_they_are_relevant() {
    let mut log = complete();
    log.set("f.depth", "1").set_apart("f.depth", "2");
    assert_eq!(obstacles(&log), [""; 0]);
    log.set("f.name", "A").set_apart("f.name", "B");
    log.set("fate.land", "photographed").set_apart("fate.land", "original_brought");
    assert_eq!(obstacles(&log), ["Conflict(fate.land)", "Conflict(f.name)"]);
    log.set("f.name", "A").set("fate.land", "photographed");
    assert_eq!(obstacles(&log), [""; 0]);
    log.set("order.land", "x").set_apart("order.land", "y");
    assert_eq!(obstacles(&log), ["Conflict(order.land)"]);
    log.set("fate.land", "original_brought");
    assert_eq!(obstacles(&log), [""; 0]);
}

#[test]
fn the_dossier_as_a_whole_must_be_open() {
    let mut log = complete();
    let mut closed = edition();
    closed.status = crate::catalogue::Status::Suspended;
    let refused = prepare_submission(&closed, &log.dossier());
    assert_eq!(refused, Err(vec![Obstacle::EditionClosed]));
    let mut newer = edition();
    newer.valid_from = "2027-01-01".parse().unwrap();
    assert_eq!(prepare_submission(&newer, &log.dossier()), Err(vec![Obstacle::EditionClosed]));
    let value = log.dossier().delete_value();
    log.add(Kind::Delete, "dossier", value);
    assert_eq!(obstacles(&log), ["Deleted"]);
    log.records.remove(0);
    let nobody = Log { records: vec![] };
    assert_eq!(obstacles(&nobody)[0], "EditionClosed");
}

#[test]
fn a_taken_over_answer_fills_a_required_field() {
    let mut log = complete();
    log.set("q.kind", "house").set("q.floors", "1");
    assert_eq!(obstacles(&log), [""; 0]);
    assert!(!fields(&sent(&log)).contains(&"f.n-floors"));
    log.set("f.n-floors", "0");
    assert_eq!(obstacles(&log), ["Field(n-floors, OutOfRange { min: 1, max: 20 })"]);
    log.set("f.n-floors", "1").set_apart("f.n-floors", "2");
    assert_eq!(obstacles(&log), ["Conflict(f.n-floors)"]);
}

#[test]
fn fates_that_need_no_choice() {
    let mut log = complete();
    let fate = |log: &Log, paper: &str| {
        fate_of(&edition(), &log.dossier(), &paper.parse().unwrap()).map(|(fate, _)| fate)
    };
    assert_eq!(fate(&log, "application"), Some(Fate::FilledIn));
    assert_eq!(fate(&log, "land"), Some(Fate::Photographed));
    assert_eq!(fate(&log, "drawing"), None);
    assert_eq!(fate(&log, "no-such-paper"), None);
    log.set("fate.land", "original_brought");
    assert_eq!(fate(&log, "land"), Some(Fate::OriginalBrought));
    log.set_apart("fate.land", "photographed");
    assert_eq!(fate(&log, "land"), None);
    log.fate("land", "delivered_earlier", " hồ sơ 12/2025 ");
    let land = fate_of(&edition(), &log.dossier(), &"land".parse().unwrap());
    assert_eq!(land, Some((Fate::DeliveredEarlier, "hồ sơ 12/2025".to_owned())));
    log.add(Kind::Unset, "fate.land", Payload::Null);
    assert_eq!(fate(&log, "land"), Some(Fate::Photographed));
    log.records.retain(|r| r.operation.kind != Kind::Attach);
    assert_eq!(fate(&log, "land"), None);
    assert_eq!(obstacles(&log), ["NoFate(land)"]);
}

#[test]
fn what_was_taken_back_is_not_sent() {
    let mut log = complete();
    log.set("f.phone", "0905123456");
    assert!(fields(&sent(&log)).contains(&"f.phone"));
    log.add(Kind::Unset, "f.phone", Payload::Null);
    assert!(!fields(&sent(&log)).contains(&"f.phone"));
}

#[test]
fn photographs_of_a_paper_that_the_office_looks_up_are_not_sent() {
    let mut log = complete();
    log.set("q.place", "phuong-mot").attach("map", 20);
    assert!(sent(&log).papers.iter().all(|paper| paper.paper.as_str() != "map"));
    log.set("q.place", "phuong-hai");
    assert!(sent(&log).papers.iter().any(|paper| paper.paper.as_str() == "map"));
}

#[test]
fn a_page_that_was_taken_away_is_not_sent() {
    let mut log = complete();
    let attach = log.dossier().pages[&"land".parse().unwrap()][0].attach;
    let mut detach = crate::sample::record(99, Kind::Detach, "p.land", &[], Payload::Null);
    detach.operation.parents = vec![attach];
    log.records.push(detach);
    assert_eq!(sent(&log).papers[1].pages, [Sha256::from_bytes([11; 32])]);
    assert_eq!(attach, operation_id(7));
}

#[test]
fn a_declaration_that_is_not_ticked_says_no() {
    let mut edition = edition();
    let company = |required: bool, log: &Log| {
        let mut edition = edition.clone();
        edition.form[0].fields[2].required = required;
        prepare_submission(&edition, &log.dossier()).err()
    };
    let missing = Obstacle::Field("company".parse().unwrap(), FieldError::Missing);
    let mut log = complete();
    assert_eq!(company(false, &log), None);
    assert_eq!(company(true, &log), Some(vec![missing.clone()]));
    log.set("f.company", "no");
    assert_eq!(company(true, &log), Some(vec![missing]));
    log.set("f.company", "yes").set("f.company-number", "0401234567");
    assert_eq!(company(true, &log), None);
    log.set("f.company", "no");
    assert_eq!(company(false, &log), None);
    assert!(!fields(&sent(&log)).contains(&"f.company-number"));
    // Who does not tick it is shown what is for the others.
    edition.form[0].fields[3].show_if = Some(Expr::Not(Box::new(crate::sample::is("f.company"))));
    let relevant = crate::relevance::relevant(&edition, &complete().dossier());
    assert!(relevant.form.contains(&"company-number".parse().unwrap()));
}

#[test]
fn an_empty_field_that_decides_a_required_paper_must_be_filled() {
    let mut edition = edition();
    edition.papers[2].when = Some(crate::sample::at_least("f.depth", "2"));
    edition.form[1].fields[1].required = false;
    let mut log = complete();
    log.set("q.kind", "house").set("q.floors", "2").set("q.basement", "yes").set("q.area", "9");
    let obstacles = |log: &Log| prepare_submission(&edition, &log.dossier()).err();
    let missing = Obstacle::Field("depth".parse().unwrap(), FieldError::Missing);
    assert_eq!(obstacles(&log), Some(vec![missing]));
    log.set("f.depth", "1");
    assert_eq!(obstacles(&log), None);
    // Whether there is such a field at all hangs on a question.
    log.set("q.basement", "?");
    let unanswered = Obstacle::Unanswered("basement".parse().unwrap());
    assert_eq!(obstacles(&log), Some(vec![unanswered]));
}

#[test]
fn the_place_must_be_told_where_it_names_the_office() {
    let mut edition = edition();
    for rule in &mut edition.authority {
        rule.authority = None;
    }
    let mut log = complete();
    let of = |log: &Log| prepare_submission(&edition, &log.dossier()).map(|_| ());
    assert_eq!(of(&log), Err(vec![Obstacle::Unanswered("place".parse().unwrap())]));
    log.set("q.place", "phuong-hai");
    assert_eq!(of(&log), Ok(()));
}

#[test]
fn a_submission_follows_the_edition_the_dossier_moved_to() {
    let mut newer = edition();
    newer.valid_from = "2027-01-01".parse().unwrap();
    let mut extra = newer.papers[1].clone();
    extra.id = "extra".parse().unwrap();
    newer.papers.push(extra);
    let mut log = complete();
    let before = prepare_submission(&edition(), &log.dossier()).unwrap();
    assert_eq!(
        prepare_submission(&newer, &log.dossier()).unwrap_err(),
        [Obstacle::EditionClosed, Obstacle::NoFate("extra".parse().unwrap())]
    );
    log.add(Kind::Set, "dossier", Payload::Null);
    log.records.last_mut().unwrap().operation.edition = "garden@2027-01-01".parse().unwrap();
    let missing = prepare_submission(&newer, &log.dossier()).unwrap_err();
    assert_eq!(
        missing,
        [Obstacle::NoFate("extra".parse().unwrap())],
        "only what is new is missing"
    );
    assert_eq!(
        prepare_submission(&edition(), &log.dossier()).unwrap_err(),
        [Obstacle::EditionClosed]
    );
    log.attach("extra", 77);
    let after = prepare_submission(&newer, &log.dossier()).unwrap();
    assert_eq!(after.edition.to_string(), "garden@2027-01-01");
    assert_eq!(after.heads, before.heads, "all that was said before is sent");
    assert_eq!(after.papers[..before.papers.len()], before.papers);
}

#[test]
fn an_office_elsewhere_stands_in_the_way_unless_an_exit_does() {
    let check = |kind: &str, elsewhere: usize, expected: &[&str]| {
        let mut edition = edition();
        edition.authority[elsewhere].elsewhere = true;
        let mut log = complete();
        log.set("q.kind", kind);
        let found = prepare_submission(&edition, &log.dossier()).err().unwrap_or_default();
        let found: Vec<String> = found.iter().map(|o| format!("{o:?}")).collect();
        assert_eq!(found, expected, "{kind} {elsewhere}");
    };
    // The second rule applies: the area is small.
    check("shed", 0, &[]);
    check("shed", 1, &["Elsewhere(1)"]);
}

#[test]
fn the_office_is_that_of_the_rule_or_of_the_place_on_that_day() {
    let authority = |id: &str, place: &str, until: Option<&str>| Authority {
        id: id.parse().unwrap(),
        name: Default::default(),
        places: vec![crate::catalogue::Place {
            id: place.to_owned(),
            name: Default::default(),
            former: vec![],
        }],
        valid_from: "2025-07-01".parse().unwrap(),
        valid_until: until.map(|until| until.parse().unwrap()),
        provenance: edition().provenance,
    };
    let unit = |id: &str, until: Option<&str>, into: &[&str]| Unit {
        id: id.to_owned(),
        name: Default::default(),
        level: UnitLevel::Ward,
        part_of: None,
        valid_from: None,
        valid_until: until.map(|until| until.parse().unwrap()),
        successors: into
            .iter()
            .map(|unit| Successor { unit: (*unit).to_owned(), part: into.len() > 1 })
            .collect(),
        provenance: edition().provenance,
    };
    let index = CatalogueIndex {
        format: crate::catalogue::FORMAT,
        version: String::new(),
        made_on: "2026-07-20".parse().unwrap(),
        procedures: vec![],
        authorities: vec![
            authority("ward", "khu-a", None),
            authority("old", "khu-b", Some("2026-07-01")),
            authority("new", "khu-c", None),
        ],
        calendar: Default::default(),
        units: vec![
            unit("khu-a", None, &[]),
            unit("khu-c", None, &[]),
            unit("khu-d", Some("2026-07-01"), &["khu-c"]),
            unit("khu-e", Some("2026-07-01"), &["khu-a", "khu-c"]),
        ],
    };
    let by_place = |place: &str| {
        let mut edition = edition();
        edition.authority[1].authority = None;
        edition.questions[0].kind = QuestionKind::Place;
        edition.questions[0].id = "noi".parse().unwrap();
        let mut log = complete();
        if !place.is_empty() {
            log.set("q.noi", place);
        }
        (edition, log)
    };
    let check = |edition: &Edition, log: &Log, day: &str, expected: &str| {
        let found = match office_of(edition, &log.dossier(), &index, day.parse().unwrap()) {
            Office::Authority(authority) => authority.id.to_string(),
            Office::Elsewhere(rule) => format!("elsewhere {}", rule.name.vi),
            Office::UnknownPlace(question) => format!("unknown {question}"),
            Office::Undecided => "undecided".to_owned(),
        };
        assert_eq!(found, expected);
    };
    check(&edition(), &complete(), "2026-07-20", "ward");
    let mut elsewhere = edition();
    elsewhere.authority[1].elsewhere = true;
    check(&elsewhere, &complete(), "2026-07-20", "elsewhere ward");
    for (place, day, expected) in [
        ("khu-c", "2026-07-20", "new"),
        ("khu-b", "2026-06-30", "old"),
        ("khu-b", "2026-07-01", "unknown noi"),
        ("khu-c", "2025-06-30", "unknown noi"),
        ("khu-d", "2026-07-20", "new"),
        ("khu-e", "2026-07-20", "unknown noi"),
        ("nowhere", "2026-07-20", "unknown noi"),
        ("", "2026-07-20", "undecided"),
    ] {
        let (edition, log) = by_place(place);
        check(&edition, &log, day, expected);
    }
}
