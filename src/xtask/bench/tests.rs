use super::*;

#[test]
fn what_was_measured_of_the_rules_is_a_row_each() {
    let table = rules_table("search over 500 procedures, mean\t1.92\na checklist, p99\t0.0249\n");
    let table = table.unwrap();
    let cells: Vec<Vec<&str>> = table
        .lines()
        .skip(1)
        .map(|line| line.split("  ").filter(|c| !c.is_empty()).collect())
        .collect();
    assert_eq!(
        cells[0].iter().map(|c| c.trim()).collect::<Vec<_>>(),
        ["search over 500 procedures, mean", "5", "1.920"]
    );
    assert_eq!(
        cells[1].iter().map(|c| c.trim()).collect::<Vec<_>>(),
        ["a checklist, p99", "0.025"]
    );
    assert!(rules_table("nothing measured").is_err());
}
