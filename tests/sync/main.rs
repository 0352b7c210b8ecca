//! Nothing lost, nothing twice: whatever breaks, and whenever.

mod kill;
mod cut;
