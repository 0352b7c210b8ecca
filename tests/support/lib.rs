//! Shared support of the integration tests: start a real server, sign requests.
