//! `cargo xtask start`: from a clean clone to an address in the browser.
//!
//! It is for trying and developing; a real office copies the binary of `cargo xtask build`.
//!
//! > "Whatever can be refused is refused before the long build."

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::build;
use crate::disk;
use crate::project::Project;
use crate::tools;

/// How long a started server may take to answer before we say that something is wrong.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Args)]
pub(crate) struct Options {
    /// The port to listen on
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where the database and the photos are kept
    #[arg(long, value_name = "DIR", default_value = "var")]
    data: PathBuf,
    /// Build the server optimised
    #[arg(long)]
    release: bool,
}

/// Builds, starts the server and stays until it ends.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    check_port(options.port)?;
    let data = std::path::absolute(&options.data).context("the data directory has no name")?;
    disk::check_writable(&data)?;
    let needed = if project.kept().exists() { 200 << 20 } else { disk::FIRST_BUILD_BYTES };
    disk::check_room(&project.target, needed)?;

    build::build_site(project)?;
    println!("District");
    let district = build_district(project, options.release)?;

    // The build took minutes: someone else may have come in the meantime.
    check_port(options.port)?;
    let stop = listen_for_stop()?;
    let mut server = Command::new(&district);
    // Out of the terminal's group: Ctrl-C reaches the server once, through us.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut server, 0);
    let mut server = server
        .arg("serve")
        .args(["--port", &options.port.to_string()])
        .arg("--data")
        .arg(&data)
        .arg("--site")
        .arg(project.site())
        .current_dir(&project.root)
        .spawn()
        .with_context(|| format!("{} could not be started", district.display()))?;
    if let Some(status) = wait_until_it_answers(&mut server, options.port, &stop)? {
        return ended(status, &data, &stop);
    }
    println!("\nHồ Sơ is running: http://localhost:{}", options.port);
    println!("Data in {}. Stop with Ctrl-C.", project.relative(&data));
    let status = wait(&mut server, &stop)?;
    ended(status, &data, &stop)
}

fn build_district(project: &Project, release: bool) -> Result<PathBuf> {
    let mut command = project.cargo(["build", "--package=district", "--bin=district"]);
    if release {
        command.arg("--release");
    }
    tools::run(project, &mut command, "the district does not compile; the errors are above")?;
    let profile = if release { "release" } else { "debug" };
    Ok(project.target.join(profile).join(build::executable("district")))
}

/// Says clearly why a port cannot be used.
pub(crate) fn check_port(port: u16) -> Result<()> {
    for address in [Ipv4Addr::LOCALHOST, Ipv4Addr::UNSPECIFIED] {
        let Err(error) = TcpListener::bind(SocketAddr::from((address, port))) else { continue };
        match error.kind() {
            ErrorKind::AddrInUse => bail!(
                "port {port} is taken by another program; stop it or choose another port: \
                 cargo xtask start --port {}",
                if port < u16::MAX { port + 1 } else { 8081 }
            ),
            ErrorKind::PermissionDenied => bail!(
                "port {port} may only be used by an administrator; choose one above 1023: \
                 cargo xtask start --port 8080"
            ),
            _ => return Err(error).with_context(|| format!("port {port} cannot be used")),
        }
    }
    Ok(())
}

/// Ctrl-C and a polite kill become a flag, so that the server can end before we do.
fn listen_for_stop() -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    #[cfg(unix)]
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&stop))
            .context("the signals to stop cannot be received")?;
    }
    Ok(stop)
}

/// Returns nothing once the server answers, or how it ended if it ended first.
fn wait_until_it_answers(
    server: &mut Child,
    port: u16,
    stop: &AtomicBool,
) -> Result<Option<ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = server.try_wait()? {
            return Ok(Some(status));
        }
        if answers(port) {
            return Ok(None);
        }
        if stop.load(Ordering::Relaxed) {
            return wait(server, stop).map(Some);
        }
        if started.elapsed() > PATIENCE {
            stop_politely(server);
            server.wait()?;
            bail!("the district did not answer on port {port} within {} s", PATIENCE.as_secs());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

pub(crate) fn answers(port: u16) -> bool {
    let ask = || -> std::io::Result<bool> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_millis(500))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream.write_all(
            format!("GET /healthz HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n")
                .as_bytes(),
        )?;
        let mut head = [0; 12];
        stream.read_exact(&mut head)?;
        Ok(&head == b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}

/// Waits for the server; when we are told to stop, it is told to stop, and we go on waiting.
fn wait(server: &mut Child, stop: &AtomicBool) -> Result<ExitStatus> {
    let mut told = false;
    loop {
        if let Some(status) = server.try_wait()? {
            return Ok(status);
        }
        if stop.load(Ordering::Relaxed) && !told {
            stop_politely(server);
            told = true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[cfg(unix)]
fn stop_politely(server: &mut Child) {
    let process = i32::try_from(server.id()).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(process) = process {
        // It may have ended on its own: that is no mistake.
        let _ = rustix::process::kill_process(process, rustix::process::Signal::TERM);
    }
}

#[cfg(not(unix))]
fn stop_politely(server: &mut Child) {
    let _ = server.kill();
}

fn ended(status: ExitStatus, data: &Path, stop: &AtomicBool) -> Result<()> {
    if status.success() || stop.load(Ordering::Relaxed) {
        println!("Stopped. Everything acknowledged is kept in {}.", data.display());
        return Ok(());
    }
    disk::check_not_full(data)?;
    bail!("the district stopped ({status}); its own message is above");
}
