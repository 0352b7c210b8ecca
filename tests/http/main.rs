//! Every call, every refusal, on a real socket.

mod hello;
mod devices;
mod operations;
mod blobs;
mod submission;
mod site;
mod catalogue_replacement;
mod odd_results;
mod real_catalogue;
mod start;
