use super::*;

fn verdict(measured_kb: f64) -> String {
    let lines = [Line { what: "x", goal_kb: 10.0, fails_at_kb: 14.0, measured_kb }];
    let table = table(&lines);
    table.lines().nth(1).unwrap().rsplit("  ").next().unwrap().trim().to_owned()
}

#[test]
fn the_verdict_is_in_words() {
    assert_eq!(verdict(10.0), "good");
    assert_eq!(verdict(10.1), "above the goal");
    assert_eq!(verdict(14.1), "too large");
}

#[test]
fn a_file_counts_as_it_crosses_the_wire() {
    let directory = std::env::temp_dir().join(format!("ho-so-sizes-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let plain = directory.join("a.js");
    std::fs::write(&plain, [0; 100]).unwrap();
    assert_eq!(on_the_wire(&plain).unwrap(), 100);
    std::fs::write(directory.join("a.js.br"), [0; 30]).unwrap();
    assert_eq!(on_the_wire(&plain).unwrap(), 30);
    assert!(on_the_wire(&directory.join("b.js")).unwrap_err().to_string().contains("b.js"));
    std::fs::remove_dir_all(&directory).unwrap();
}
