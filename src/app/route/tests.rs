use super::*;
use proptest::prelude::*;

fn dossier() -> impl Strategy<Value = DossierId> {
    any::<[u8; 16]>().prop_map(DossierId::from_bytes)
}

fn name() -> impl Strategy<Value = String> {
    "[a-z0-9][a-z0-9._-]{0,55}"
}

fn route() -> impl Strategy<Value = Route> {
    prop_oneof![
        Just(Route::Home),
        Just(Route::Dossiers),
        Just(Route::Devices),
        Just(Route::Settings),
        Just(Route::Shared),
        Just(Route::NotFound),
        name().prop_filter_map("a procedure", |n| n.parse().ok()).prop_map(Route::Procedure),
        dossier().prop_map(|dossier| Route::Checklist { dossier }),
        dossier().prop_map(|dossier| Route::Check { dossier }),
        dossier().prop_map(|dossier| Route::Changes { dossier }),
        dossier().prop_map(|dossier| Route::Share { dossier }),
        dossier().prop_map(|dossier| Route::Receipt { dossier }),
        dossier().prop_map(|dossier| Route::Tracking { dossier }),
        dossier().prop_map(|dossier| Route::Questions { dossier, question: None }),
        dossier().prop_map(|dossier| Route::Form { dossier, section: None }),
        (dossier(), name()).prop_map(|(dossier, id)| Route::Questions {
            dossier,
            question: Some(id.parse().unwrap())
        }),
        (dossier(), name()).prop_map(|(dossier, id)| Route::ChangeAnswer {
            dossier,
            question: id.parse().unwrap()
        }),
        (dossier(), "[A-Za-z0-9_-]{1,30}")
            .prop_map(|(dossier, id)| Route::Form { dossier, section: SectionName::find(&id) }),
        (dossier(), name())
            .prop_map(|(dossier, id)| Route::Photos { dossier, paper: id.parse().unwrap() }),
    ]
}

proptest! {
    #[test]
    fn parse_is_the_inverse_of_path(route in route()) {
        prop_assert_eq!(Route::parse(&route.path()), route);
    }

    #[test]
    fn any_path_leads_somewhere(path in "[ -~]{0,60}") {
        let route = Route::parse(&path);
        prop_assert_eq!(Route::parse(&route.path()), route);
    }
}

#[test]
fn addresses_people_may_have_kept() {
    let check = |path: &str, expected: Route| assert_eq!(Route::parse(path), expected, "{path}");
    check("", Route::Home);
    check("/thu-tuc/gpxd", Route::Procedure("gpxd".parse().unwrap()));
    check("/thu-tuc/Đơn", Route::NotFound);
    check("/thu-tuc/gpxd/them", Route::NotFound);
    check("/ho-so/", Route::Dossiers);
    check("/ho-so/khong-phai-so", Route::NotFound);
    check("/khac/gi-do", Route::NotFound);
}
