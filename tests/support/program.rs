//! The real program in a process of its own, which can be killed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::Child;

/// A running program.
pub struct Program {
    child: Child,
    url: String,
}

/// The `district` program: the one that `HO_SO_DISTRICT` names, else beside this test's own, built once.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        if let Some(named) = std::env::var_os("HO_SO_DISTRICT") {
            return PathBuf::from(named);
        }
        let own = std::env::current_exe().expect("invariant: a test knows its file");
        let profile = own.ancestors().nth(2).expect("invariant: target/<profile>/deps/<test>");
        let target = profile.parent().expect("invariant: target/<profile>");
        // As the workspace builds it, so that `cargo test --workspace` finds what it needs already built.
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--workspace", "--bin=district"]);
        cargo.env("CARGO_TARGET_DIR", target).current_dir(env!("CARGO_MANIFEST_DIR"));
        // What cargo told this test about its own package would make others be built again.
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST") {
                cargo.env_remove(&name);
            }
        }
        let built = cargo.status().expect("invariant: cargo runs");
        assert!(built.success(), "the district does not compile");
        profile.join(format!("district{}", std::env::consts::EXE_SUFFIX))
    })
}

impl Program {
    /// Starts it and waits for its address. Its log goes to `log`.
    pub async fn start(data: &Path, site: &Path, log: &Path) -> Self {
        let log = std::fs::File::options().append(true).create(true).open(log);
        let mut command = tokio::process::Command::new(binary());
        command.args(["serve", "--port=0", "--log=debug"]);
        command.arg("--data").arg(data).arg("--site").arg(site);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(log.expect("invariant: the log can be written")).kill_on_drop(true);
        let mut child = command.spawn().expect("invariant: the program starts");
        let stdout = child.stdout.take().expect("invariant: stdout is piped");
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).await.expect("invariant: stdout is text");
        let url = line.trim().strip_prefix("listening on ").map(str::to_owned);
        Self { child, url: url.unwrap_or_else(|| panic!("expected an address, found {line:?}")) }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends it as a power cut does.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("invariant: own child");
    }

    /// Ends it as an administrator does and tells its exit code.
    pub async fn terminate(mut self) -> Option<i32> {
        let id = self.child.id().expect("invariant: it runs").to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        assert!(told.expect("invariant: kill runs").success());
        self.child.wait().await.expect("invariant: own child").code()
    }

    /// Runs it with these arguments until it ends by itself: exit code and stderr.
    pub async fn refuse(arguments: &[&str]) -> (Option<i32>, String) {
        let mut command = tokio::process::Command::new(binary());
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.kill_on_drop(true).spawn().expect("invariant: the program starts");
        let stdout = child.stdout.take().expect("invariant: stdout is piped");
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).await.expect("invariant: stdout is text");
        assert_eq!(line, "", "it was expected to refuse {arguments:?}");
        let mut stderr = child.stderr.take().expect("invariant: stderr is piped");
        let mut text = String::new();
        stderr.read_to_string(&mut text).await.expect("invariant: stderr is text");
        (child.wait().await.expect("invariant: own child").code(), text)
    }

    /// Runs a command that ends by itself: exit code, stdout and stderr.
    pub async fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = tokio::process::Command::new(binary());
        let output = command.args(arguments).stdin(Stdio::null()).kill_on_drop(true).output().await;
        let output = output.expect("invariant: the program starts");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("invariant: it prints text");
        (output.status.code(), text(output.stdout), text(output.stderr))
    }
}
