use super::*;

/// `arrows` as `from>to`, `from>to/dev`.
fn check(members: &[&str], arrows: &[&str], expected: &[&str]) {
    let packages: Vec<_> = members
        .iter()
        .map(|name| {
            let dependencies: Vec<_> = arrows
                .iter()
                .filter_map(|arrow| arrow.split_once('>'))
                .filter(|(from, _)| from == name)
                .map(|(_, to)| match to.split_once('/') {
                    Some((to, kind)) => serde_json::json!({"name": to, "kind": kind}),
                    None => serde_json::json!({"name": to, "kind": null}),
                })
                .collect();
            serde_json::json!({"name": name, "dependencies": dependencies})
        })
        .collect();
    let metadata = serde_json::json!({"packages": packages}).to_string();
    assert_eq!(direct(&metadata).unwrap(), expected, "{arrows:?}");
}

const ALL: &[&str] = &["domain", "catalogue", "protocol", "replica", "app", "district", "tests"];

#[test]
fn the_map_is_allowed() {
    check(
        ALL,
        &[
            "catalogue>domain",
            "protocol>domain",
            "replica>protocol",
            "app>replica",
            "district>catalogue",
            "tests>district",
            "tests>app",
            "domain>serde",
        ],
        &[],
    );
}

#[test]
fn any_other_arrow_is_not() {
    check(ALL, &["domain>protocol"], &["domain depends on protocol; allowed: none"]);
    check(
        ALL,
        &["app>catalogue"],
        &["app depends on catalogue; allowed: domain, protocol, replica, paper"],
    );
    check(
        ALL,
        &["district>replica"],
        &["district depends on replica; allowed: domain, protocol, catalogue, paper"],
    );
    check(ALL, &["replica>app/build"], &["replica depends on app; allowed: domain, protocol"]);
}

#[test]
fn tests_may_read_the_real_catalogue_and_no_more() {
    check(ALL, &["domain>catalogue/dev", "app>catalogue/dev"], &[]);
    check(
        ALL,
        &["replica>district/dev"],
        &["replica depends on district; allowed: domain, protocol"],
    );
}

#[test]
fn what_runs_in_the_browser_has_no_runtime_of_a_server() {
    check(ALL, &["replica>tokio"], &["replica runs in the browser and depends on tokio"]);
    check(ALL, &["app>tokio"], &["app runs in the browser and depends on tokio"]);
    check(ALL, &["replica>tokio/dev", "district>tokio"], &[]);
}

#[test]
fn a_new_crate_must_be_drawn() {
    check(
        &["kitchen"],
        &[],
        &["kitchen is not on the map; draw its arrows in src/xtask/check/arrows.rs"],
    );
}

#[test]
fn what_comes_in_through_others_is_seen() {
    let rule = RULES.iter().find(|rule| rule.name == "replica").unwrap();
    assert_eq!(indirect(rule, "replica v0.1.0 (/x)\nserde v1.0.0 (*)\n"), [""; 0]);
    let mistakes = indirect(rule, "replica v0.1.0\nleptos v0.8.23\nleptos_dom v0.8.0\n");
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    assert!(mistakes[0].starts_with("replica brings in leptos;"), "{}", mistakes[0]);
}
