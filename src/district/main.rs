//! The `district` command.

use clap::{Parser, Subcommand};
use district::odd_results::{self, OddResultsArguments};
use district::publishing::{self, CatalogueCommand};
use district::{Config, SystemClock};
use std::process::ExitCode;
use std::sync::Arc;
use tracing_subscriber::EnvFilter;

/// Receives dossiers prepared without a network, and answers with receipts.
#[derive(Parser)]
#[command(name = "district", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// How much is logged: error, warn, info, debug
    #[arg(long, global = true, env = "HO_SO_LOG", default_value = "info")]
    log: String,
    /// The log as JSON, one line an event
    #[arg(long, global = true, env = "HO_SO_LOG_JSON")]
    log_json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Starts the endpoint and serves the app
    Serve(Config),
    /// Replaces the catalogue of an endpoint, also of one that runs
    #[command(subcommand)]
    Catalogue(CatalogueCommand),
    /// Prints the checklists that looked odd to somebody, for whoever maintains the catalogue
    OddResults(OddResultsArguments),
}

/// What is wrong with a setting, or with the machine: the sentence is on stderr.
const REFUSED: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    start_log(&arguments);
    let ended = match arguments.command {
        Command::Serve(config) => in_runtime(serve(config)),
        Command::OddResults(arguments) => in_runtime(async {
            print!("{}", odd_results::run(arguments).await?);
            Ok(())
        }),
        Command::Catalogue(command) => publishing::run(command).map(|told| println!("{told}")),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::from(REFUSED)
        }
    }
}

fn in_runtime(work: impl Future<Output = Result<(), String>>) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|e| format!("the program cannot start its threads: {e}"))?;
    runtime.block_on(work)
}

async fn serve(config: Config) -> Result<(), String> {
    // Before the port is open: whoever sees the address may send the signal.
    let stop = stop_signal()?;
    let running =
        district::start(config, Arc::new(SystemClock)).await.map_err(|error| error.to_string())?;
    println!("listening on http://{}", running.address());
    stop.await;
    tracing::info!("stopping");
    running.stop().await.map_err(|error| format!("the listening failed: {error}"))
}

#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, String> {
    use tokio::signal::unix::{SignalKind, signal};
    let cannot = |error| format!("the signals to stop cannot be received: {error}");
    let mut terminate = signal(SignalKind::terminate()).map_err(cannot)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(cannot)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, String> {
    Ok(async {
        // Without the signal the program is ended by the system.
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// To stderr: stdout has the address only.
fn start_log(arguments: &Arguments) {
    // Libraries log statements and addresses: only this program's own events are written.
    let own = format!("off,district={}", arguments.log);
    let filter = EnvFilter::try_new(own).unwrap_or_else(|_| EnvFilter::new("off,district=info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if arguments.log_json {
        log.json().init();
    } else {
        log.with_ansi(false).init();
    }
}
