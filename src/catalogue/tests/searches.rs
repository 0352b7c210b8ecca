//! Everyday questions, written by somebody who had not seen the everyday words of the procedures.

use super::*;

#[test]
fn nineteen_of_twenty_everyday_questions_find_their_procedure_first_or_second() {
    let index = published::index();
    let lines = include_str!("../fixtures/queries.tsv").lines();
    let queries: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once('\t')).collect();
    let missed: Vec<&(&str, &str)> = queries
        .iter()
        .filter(|(query, wanted)| {
            let found = domain::text::search(&index, query);
            !found.iter().take(2).any(|at| index.procedures[*at].id.as_str() == *wanted)
        })
        .collect();
    assert!(queries.len() >= 120, "{}", queries.len());
    assert!(
        missed.len() * 20 <= queries.len(),
        "{} of {}: {missed:#?}",
        missed.len(),
        queries.len()
    );
}
