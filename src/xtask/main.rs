//! All automation of the project: `cargo xtask help` lists it.
//!
//! It is not part of what is delivered: nothing here runs on a phone or at the district.
//!
//! > "Every command ends in one of two ways: what it promised stands, or one sentence says why not
//! > and what to do."

mod bench;
mod build;
mod catalogue_check;
mod check;
mod css;
mod disk;
mod placeholders;
mod project;
mod site;
mod sizes;
mod start;
mod store_suite;
mod test;
mod tools;
mod wasm;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use project::Project;

/// All automation of Hồ Sơ.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_version_flag = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and run it on this machine
    Start(start::Options),
    /// Leave target/site/ and a single-file `district` that carries it
    Build,
    /// Install what the tests need and run all of them
    Test(test::Options),
    /// The fast part of the tests: format, lints, arrows, tidiness, catalogue
    Check,
    /// Print the tables of sizes and speeds
    Bench(bench::Options),
    /// Build the module with which the browser's store is tested and print where it is
    #[command(hide = true)]
    StoreSuite,
    /// Work on the catalogue of procedures
    Catalogue {
        #[command(subcommand)]
        command: CatalogueCommand,
    },
}

#[derive(Subcommand)]
enum CatalogueCommand {
    /// Compile public/catalogue/ and print what is open, stale or uncertain
    Check,
}

fn main() -> ExitCode {
    let command = CommandLine::parse().command;
    let outcome = Project::find().and_then(|project| match command {
        Command::Start(options) => start::run(&project, &options),
        Command::Build => build::run(&project),
        Command::Test(options) => test::run(&project, &options),
        Command::Check => check::run(&project),
        Command::Bench(options) => bench::run(&project, &options),
        Command::StoreSuite => store_suite::run(&project),
        Command::Catalogue { command: CatalogueCommand::Check } => catalogue_check::run(&project),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The names a newcomer may type after `cargo xtask`; the README is checked against them.
fn command_names() -> Vec<String> {
    use clap::CommandFactory;
    let mut names: Vec<String> = CommandLine::command()
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect();
    names.push("help".to_owned());
    names
}
