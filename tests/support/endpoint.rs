//! The endpoint within the test's own process, on a free port.

use crate::{Device, MORNING, TestClock, write_site};
use district::{Config, MeaningOption, Running, start};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// A running endpoint with its own directory and clock.
pub struct Endpoint {
    running: Running,
    clock: Arc<TestClock>,
    dir: TempDir,
}

impl Endpoint {
    /// Starts one at [`MORNING`] with the sample site.
    pub async fn start() -> Self {
        let dir = tempfile::tempdir().expect("invariant: there is a temporary directory");
        write_site(&dir.path().join("site"));
        Self::start_in(dir, Arc::new(TestClock::at(MORNING))).await
    }

    async fn start_in(dir: TempDir, clock: Arc<TestClock>) -> Self {
        let config = Self::config(&dir.path().join("data"), &dir.path().join("site"));
        let running = start(config, Arc::clone(&clock) as Arc<dyn district::Clock>);
        let running = running.await.expect("invariant: the sample site starts");
        Self { running, clock, dir }
    }

    /// Settings of the tests.
    pub fn config(data: &Path, site: &Path) -> Config {
        Config {
            port: 0,
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            data: data.to_owned(),
            site: Some(site.to_owned()),
            authority: "ubnd-phuong-lien-chieu".parse().expect("invariant: an id"),
            meaning: MeaningOption::PreCheck,
            receipt_number: "HS-{yymmdd}-{seq:04}".parse().expect("invariant: a template"),
        }
    }

    /// Ends it and starts it again with the same data.
    pub async fn restart(self) -> Self {
        let Self { running, clock, dir } = self;
        running.stop().await.expect("invariant: it ends cleanly");
        Self::start_in(dir, clock).await
    }

    /// Ends it; the directory stays until the value returned is dropped.
    pub async fn stop(self) -> TempDir {
        self.running.stop().await.expect("invariant: it ends cleanly");
        self.dir
    }

    /// Its clock.
    pub fn clock(&self) -> &TestClock {
        &self.clock
    }
    /// Its address.
    pub fn url(&self) -> String {
        format!("http://{}", self.running.address())
    }
    /// Its data directory.
    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }
    /// Its site.
    pub fn site(&self) -> PathBuf {
        self.dir.path().join("site")
    }
    /// A new device, enrolled.
    pub async fn device(&self, seed: u8) -> Device {
        let mut device = Device::new(&self.url(), seed);
        device.enrol().await;
        device
    }
}
