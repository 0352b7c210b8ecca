//! Compiler of the authored TOML catalogue into the compact form the app and the district read.
